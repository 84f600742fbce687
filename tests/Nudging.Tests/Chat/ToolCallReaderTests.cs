using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Nudging.Chat;
using Nudging.Decoding;
using Nudging.ToolCalls;

namespace Nudging.Tests.Chat;

/// <summary>The calls of all formats are found in answers, and all other text stays text.</summary>
public sealed class ToolCallReaderTests
{
    private const ToolCallFormat Hermes = ToolCallFormat.Hermes;
    private const ToolCallFormat Llama = ToolCallFormat.Llama;
    private const ToolCallFormat Mistral = ToolCallFormat.Mistral;
    private const ToolCallFormat Phi = ToolCallFormat.Phi;
    private const ToolCallFormat Json = ToolCallFormat.Json;

    /// <summary>Answers, and the contents that are read from them.</summary>
    public static TheoryData<ToolCallFormat, string, string> Answers => new()
    {
        // One call, several calls, and text around calls.
        { Hermes, "<tool_call>\n{\"name\": \"get_time\", \"arguments\": {\"city\": \"Rome\"}}\n</tool_call>", "⟨get_time {\"city\":\"Rome\"}⟩" },
        { Hermes, "<tool_call>{\"name\":\"a\",\"arguments\":{}}</tool_call>\n<tool_call>{\"name\":\"b\",\"arguments\":{}}</tool_call>", "⟨a {}⟩⟨b {}⟩" },
        { Hermes, "Let me see.\n<tool_call>\n{\"name\": \"a\", \"arguments\": {}}\n</tool_call>\n", "Let me see.⟨a {}⟩" },
        { Hermes, "One <tool_call>{\"name\": \"a\", \"arguments\": {}}</tool_call> two", "One⟨a {}⟩ two" },
        { Hermes, "<tool_call>{\"name\": \"a\", \"arguments\": {}}</tool_call>\n\n two", "⟨a {}⟩two" },
        { Hermes, "<tool_call>{\"arguments\": {\"n\": 1.50, \"x\": null, \"l\": [1, {\"k\": true}]}, \"name\": \"a\"}</tool_call>", "⟨a {\"n\":1.50,\"x\":null,\"l\":[1,{\"k\":true}]}⟩" },
        { Hermes, "<tool_call>{\"name\": \"a\"}</tool_call>", "⟨a {}⟩" },
        { Hermes, "<tool_call>{\"name\": \"a\", \"arguments\": \"{\\\"x\\\": 1}\"}</tool_call>", "⟨a {\"x\":1}⟩" },
        { Hermes, "<tool_call>{\"name\": \"a\", \"parameters\": {\"x\": 1, \"x\": 2}}</tool_call>", "⟨a {\"x\":2}⟩" },
        { Hermes, "<tool_call>[{\"name\": \"a\"}, {\"name\": \"b\"}]</tool_call>", "⟨a {}⟩⟨b {}⟩" },

        // The end of the answer closes a complete call.
        { Hermes, "<tool_call>{\"name\": \"a\", \"arguments\": {}}", "⟨a {}⟩" },
        { Hermes, "<tool_call>{\"name\": \"a\", \"arguments\": {}}\n</tool", "⟨a {}⟩" },

        // Strings hold brackets, markers and quotation marks.
        { Hermes, "<tool_call>{\"name\": \"a\", \"arguments\": {\"t\": \"}]</tool_call>{<tool_call>\\\"\\\\\"}}</tool_call>", "⟨a {\"t\":\"}]\\u003C/tool_call\\u003E{\\u003Ctool_call\\u003E\\u0022\\\\\"}⟩" },
        { Hermes, "<tool_call>{\"name\": \"a\", \"arguments\": {\"t\": \"\\ud83d\\ude00 日本\"}}</tool_call>", "⟨a {\"t\":\"\\uD83D\\uDE00 \\u65E5\\u672C\"}⟩" },

        // Beginnings of markers.
        { Hermes, "1 < 2 <tool_cal <tool_<tool_call>{\"name\": \"a\"}</tool_call>", "1 < 2 <tool_cal <tool_⟨a {}⟩" },
        { Hermes, "The end is <tool_call", "The end is <tool_call" },
        { Hermes, "{\"name\": \"get\", \"arguments\": {}}", "{\"name\": \"get\", \"arguments\": {}}" },

        { Llama, "{\"name\": \"get_time\", \"parameters\": {\"city\": \"Rome\"}}", "⟨get_time {\"city\":\"Rome\"}⟩" },
        { Llama, "<|python_tag|>{\"name\": \"a\", \"parameters\": {}}", "⟨a {}⟩" },
        { Llama, " {\"name\": \"get_a\", \"parameters\": {}}; {\"name\": \"get_b\", \"parameters\": {}}", "⟨get_a {}⟩⟨get_b {}⟩" },
        { Llama, "<|python_tag|>{\"name\": \"a\", \"parameters\": {}}; {\"name\": \"get_b\", \"parameters\": {}}\n{\"name\": \"get_c\", \"parameters\": {}}", "⟨a {}⟩⟨get_b {}⟩⟨get_c {}⟩" },
        { Llama, "<|python_tag|>brave_search.call(query=\"a, (b) = \\\"c\\\"\", n=2)", "⟨brave_search {\"query\":\"a, (b) = \\u0022c\\u0022\",\"n\":2}⟩" },
        { Llama, "<|python_tag|>stop.call()", "⟨stop {}⟩" },
        { Llama, "I look. <|python_tag|>get.call(x=[1, 2])", "I look.⟨get {\"x\":[1,2]}⟩" },
        { Llama, "{\"name\": \"get_a\", \"parameters\": {}}; that is it", "⟨get_a {}⟩; that is it" },
        { Llama, "It is {\"name\": \"get_time\", \"parameters\": {}}", "It is {\"name\": \"get_time\", \"parameters\": {}}" },
        { Llama, "{\"answer\": \"<|python_tag|>get.call()\"}", "{\"answer\": \"⟨get {}⟩\"}" },

        { Mistral, "[TOOL_CALLS] [{\"name\": \"a\", \"arguments\": {\"x\": 1}, \"id\": \"abcdefghi\"}, {\"name\": \"b\", \"arguments\": {}}]", "⟨a {\"x\":1}⟩⟨b {}⟩" },
        { Mistral, "Well[TOOL_CALLS][{\"name\": \"a\", \"arguments\": {}}]", "Well⟨a {}⟩" },
        { Mistral, "[TOOL_CALLS]a[ARGS]{\"x\": 1}[TOOL_CALLS]b[CALL_ID]123456789[ARGS]{}", "⟨a {\"x\":1}⟩⟨b {}⟩" },
        { Mistral, "[TOOL_CALLS]Plug_get-it{\"x\": 1}", "⟨Plug_get-it {\"x\":1}⟩" },
        { Mistral, "[1] [TOOL", "[1] [TOOL" },

        { Phi, "<|tool_call|>[{\"name\": \"a\", \"arguments\": {}}]<|/tool_call|>", "⟨a {}⟩" },
        { Phi, "<|tool_call|>[{\"name\": \"a\", \"arguments\": {}}, {\"name\": \"b\", \"arguments\": {}}]</|tool_call|>Done", "⟨a {}⟩⟨b {}⟩Done" },
        { Phi, "<|tool_call|>[{\"name\": \"a\", \"arguments\": {}}] Done", "⟨a {}⟩Done" },
        { Phi, "<|tool_call|>{\"type\": \"function\", \"function\": {\"name\": \"a\", \"arguments\": {\"x\": 1}}}<|/tool_call|>", "⟨a {\"x\":1}⟩" },
        { Phi, "functools[{\"name\": \"a\", \"arguments\": {}}]", "⟨a {}⟩" },
        { Phi, "Python has functools.", "Python has functools." },

        { Json, "{\"name\": \"get_a\", \"arguments\": {\"x\": 1}}", "⟨get_a {\"x\":1}⟩" },
        { Json, "\n[{\"name\": \"get_a\", \"arguments\": {}}, {\"name\": \"get_b\", \"parameters\": {}}]", "⟨get_a {}⟩⟨get_b {}⟩" },
        { Json, "```json\n{\"name\": \"get_a\", \"arguments\": {}}\n```", "⟨get_a {}⟩" },
        { Json, "```\n{\"name\": \"get_a\", \"arguments\": {}}\n```\nWait.", "⟨get_a {}⟩Wait." },
        { Json, "{\"name\": \"get_a\", \"arguments\": {}} That is all.", "⟨get_a {}⟩That is all." },
        { Json, "[1, 2] and {3}", "[1, 2] and {3}" },
        { Json, "{\"answer\": {\"name\": \"get_a\", \"arguments\": {}}}", "{\"answer\": {\"name\": \"get_a\", \"arguments\": {}}}" },
        { Json, "{}", "{}" },
        { Json, "Use ```json\n{\"name\": \"get_a\", \"arguments\": {}}\n```", "Use ```json\n{\"name\": \"get_a\", \"arguments\": {}}\n```" },
    };

    /// <summary>Answers with a beginning of a call that is not a call.</summary>
    public static TheoryData<ToolCallFormat, string> MalformedAnswers => new()
    {
        { Hermes, "<tool_call>{\"name\": \"a\", \"arguments\": {}</tool_call>" },
        { Hermes, "<tool_call>{name: 'a', arguments: {}}</tool_call> after" },
        { Hermes, "<tool_call>{\"name\": \"a\", \"arguments\": 3}</tool_call>" },
        { Hermes, "<tool_call>{\"name\": \"a\", \"arguments\": [1]}</tool_call>" },
        { Hermes, "<tool_call>{\"name\": \"a\", \"arguments\": \"no\"}</tool_call>" },
        { Hermes, "<tool_call>{\"arguments\": {}}</tool_call>" },
        { Hermes, "<tool_call>{\"name\": \"Bob\", \"arguments\": {}}</tool_call>" },
        { Hermes, "<tool_call>[{\"name\": \"a\"}, {\"name\": \"Bob\"}]</tool_call>" },
        { Llama, "<|python_tag|>Bob.call(x=1)" },
        { Mistral, "[TOOL_CALLS]Bob[ARGS]{}" },
        { Phi, "functools[{\"name\": \"Bob\", \"arguments\": {}}]" },
        { Hermes, "<tool_call>{\"name\": \"\", \"arguments\": {}}</tool_call>" },
        { Hermes, "<tool_call>{\"name\": 1, \"arguments\": {}}</tool_call>" },
        { Hermes, "<tool_call>[]</tool_call>" },
        { Hermes, "<tool_call>[{\"name\": \"a\"}, 1]</tool_call>" },
        { Hermes, "<tool_call>call a please</tool_call>" },
        { Hermes, "<tool_call>" },
        { Hermes, "text <tool_call>  " },
        { Hermes, "<tool_call>{\"name\": \"a\"} and more</tool_call>" },
        { Hermes, "<tool_call>{\"name\": \"a\", \"arguments\": {\"t\": \"\\ud800\"}}</tool_call>" },
        { Hermes, "<tool_call>{\"name\": \"a\", \"arguments\": {\"\\udc00\": 1}}</tool_call>" },
        { Hermes, "<tool_call>{\"name\": \"a\", \"arguments\": " + new string('[', 100_000) },
        { Hermes, "<tool_call>{\"name\": \"a\", \"arguments\": " + new string('[', 1000) + new string(']', 1000) + "}</tool_call>" },
        { Llama, "<|python_tag|>print(2)" },
        { Llama, "<|python_tag|>.call(x=1)" },
        { Llama, "<|python_tag|>a.call(1)" },
        { Llama, "<|python_tag|>a.call(x=1" },
        { Llama, "<|python_tag|>a.call(x=)" },
        { Llama, "<|python_tag|>a.call(x='1')" },
        { Llama, "{\"name\": \"Bob\", \"parameters\": {}}" },
        { Llama, "{\"name\": \"get_a\"}" },
        { Mistral, "[TOOL_CALLS]" },
        { Mistral, "[TOOL_CALLS] a" },
        { Mistral, "[TOOL_CALLS]a[ARGS][1]" },
        { Mistral, "[TOOL_CALLS]a[ARGS" },
        { Mistral, "[TOOL_CALLS]a b" },
        { Mistral, "[TOOL_CALLS][]" },
        { Phi, "<|tool_call|>none" },
        { Phi, "functools[reduce]" },
        { Json, "{\"name\": \"get_a\", \"arguments\": {}" },
        { Json, "```json\n{\"name\": \"get_a\", \"arguments\": {}}\nwell" },
        { Json, "[{\"name\": \"get_a\", \"arguments\": {}}, {\"name\": \"Bob\", \"arguments\": {}}]" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void Calls_in_an_answer_become_contents_and_other_text_stays_text(ToolCallFormat format, string written, string read)
    {
        var answer = ReadAnswer.Of(format, written);

        Assert.Equal(read, answer.Contents.Trim());
        Assert.Empty(answer.Warnings);
    }

    [Theory]
    [MemberData(nameof(MalformedAnswers))]
    public void A_malformed_call_becomes_text_with_one_warning(ToolCallFormat format, string written)
    {
        var answer = ReadAnswer.Of(format, written);

        Assert.Equal(written.TrimEnd(), answer.Contents);
        Assert.Empty(answer.Identifiers);
        Assert.StartsWith("Warning 2 ", Assert.Single(answer.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_call_with_a_lone_surrogate_in_an_argument_becomes_text()
    {
        const string Written = "<tool_call>{\"name\": \"a\", \"arguments\": {\"t\": \"\ud800\"}}</tool_call>";

        Assert.Equal(Written, ReadAnswer.Of(Hermes, Written).Text);
    }

    [Fact]
    public void A_call_after_a_malformed_call_is_read()
    {
        var answer = ReadAnswer.Of(Hermes, "<tool_call>{1}</tool_call>\n<tool_call>{\"name\": \"a\"}</tool_call>");

        Assert.Equal("<tool_call>{1}</tool_call>⟨a {}⟩", answer.Contents);
    }

    [Fact]
    public void An_answer_in_any_pieces_gives_the_contents_of_the_whole_answer()
    {
        Random random = new(7);
        foreach ((ToolCallFormat format, string written) in Answers.Select(row => (row.Data.Item1, row.Data.Item2))
            .Concat(MalformedAnswers.Select(row => (row.Data.Item1, row.Data.Item2))).Where(answer => answer.Item2.Length < 3000))
        {
            var whole = ReadAnswer.Of(format, written);
            AssertSame(whole, format, written.Select(character => character.ToString()));
            for (int cut = 1; cut < written.Length; cut++)
            {
                AssertSame(whole, format, [written[..cut], written[cut..]]);
            }

            AssertSame(whole, format, RandomPieces(written, random));
        }
    }

    // The texts are made of parts of calls. Most calls in the texts are malformed.
    [Fact]
    public void Random_text_in_random_pieces_gives_the_contents_of_the_whole_text_and_loses_no_character()
    {
        string[] parts =
        [
            "<tool_call>", "</tool_call>", "<|python_tag|>", "[TOOL_CALLS]", "[ARGS]", "[CALL_ID]", "<|tool_call|>", "<|/tool_call|>", "functools[", "```json", "```",
            "{\"name\": \"get_a\", \"arguments\": {}}", "{\"name\": \"b\", \"parameters\": {\"x\": \"}\"}}", "[", "]", "{", "}", "\"", "\\", "\n", " ", ";", "a", "get.call(", ")",
            "<", "tool", "x=1", "\"name\"", ":", "é😀",
        ];
        string[] wholeCalls =
        [
            "<tool_call>\n{\"name\": \"a\", \"arguments\": {}}\n</tool_call>", "{\"name\": \"get_a\", \"parameters\": {}}", "[TOOL_CALLS]a[ARGS]{\"x\": 1}",
            "<|tool_call|>[{\"name\": \"a\"}]<|/tool_call|>", "{\"name\": \"get_a\", \"arguments\": {}}",
        ];
        Random random = new(11);
        int calls = 0;
        for (int i = 0; i < 2000; i++)
        {
            ToolCallFormat format = (ToolCallFormat)random.Next(5);
            string written = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(3) == 0 ? wholeCalls[(int)format] : parts[random.Next(parts.Length)]));
            var whole = ReadAnswer.Of(format, written);
            AssertSame(whole, format, RandomPieces(written, random));
            calls += whole.Identifiers.Count;
            if (whole.Identifiers.Count == 0)
            {
                Assert.Equal(written.TrimEnd(), whole.Contents);
            }
        }

        Assert.InRange(calls, 800, int.MaxValue);
    }

    [Fact]
    public void Text_is_returned_as_soon_as_it_cannot_begin_a_call()
    {
        string[] pieces = ["One", " two <", "tool", " three", " <tool_call>", "{\"name\":", " \"a\"}", "</tool_call>", " four"];
        List<string> read = [];
        for (int count = 1; count <= pieces.Length; count++)
        {
            read.Add(Known(pieces[..count]));
        }

        Assert.Equal(["One", "One two", "One two", "One two <tool three", "One two <tool three", "One two <tool three", "One two <tool three", "One two <tool three⟨a⟩", "One two <tool three⟨a⟩ four"], read);
    }

    [Fact]
    public void Each_text_content_has_the_source_of_its_piece()
    {
        var answer = ReadAnswer.Of(
            Hermes, new TextSegment("a <to", TextSource.Aligned), new TextSegment("ol b <tool_", TextSource.Base), new TextSegment("call>", TextSource.Aligned), new TextSegment("{} c", TextSource.Base));

        Assert.Equal("a <tool b <tool_call>{} c", answer.Text);
        Assert.Equal("a <to", string.Concat(answer.Sources.TakeWhile(text => text.Source == TextSource.Aligned).Select(text => text.Text)));
        Assert.Equal("call>", string.Concat(answer.Sources.Skip(1).Where(text => text.Source == TextSource.Aligned).Select(text => text.Text))[^5..]);
    }

    [Fact]
    public void A_thousand_calls_have_different_identifiers_of_nine_letters_and_digits()
    {
        var answer = ReadAnswer.Of(Mistral, "[TOOL_CALLS][" + string.Join(',', Enumerable.Repeat("{\"name\": \"a\", \"arguments\": {}}", 1000)) + "]");

        Assert.Equal(1000, answer.Identifiers.Distinct().Count());
        Assert.All(answer.Identifiers, identifier => Assert.Matches("^[A-Za-z0-9]{9}$", identifier));
    }

    [Fact]
    public void A_second_call_where_one_is_allowed_is_dropped_with_a_warning()
    {
        var answer = ReadAnswer.Of(Mistral, maxCalls: 1, [new("[TOOL_CALLS][{\"name\": \"a\"}, {\"name\": \"b\"}]", TextSource.Aligned)]);

        Assert.Equal("⟨a {}⟩", answer.Contents);
        Assert.StartsWith("Warning 3 ", Assert.Single(answer.Warnings), StringComparison.Ordinal);
    }

    private static string Known(IEnumerable<string> pieces)
    {
        string known = "";
        string text = "";
        ToolCallScanner scanner = new(ToolCallSyntax.Of(Hermes), _ => true);
        ToolCallReader reader = new(1, NullLogger.Instance);
        foreach (string piece in pieces)
        {
            text += piece;
            reader.Append(new(piece, TextSource.Aligned));
            while (scanner.Next(text) is { } part)
            {
                known += string.Concat(reader.Read([part]).Select(read => read.Content is FunctionCallContent call ? $"⟨{call.Name}⟩" : read.Content.ToString()));
            }
        }

        return known;
    }

    private static List<string> RandomPieces(string text, Random random)
    {
        List<string> pieces = [];
        for (int start = 0; start < text.Length; start += pieces[^1].Length)
        {
            pieces.Add(text.Substring(start, Math.Min(text.Length - start, random.Next(1, 9))));
        }

        return pieces;
    }

    private static void AssertSame(ReadAnswer whole, ToolCallFormat format, IEnumerable<string> pieces)
    {
        List<string> cut = [.. pieces];
        var answer = ReadAnswer.Of(format, cut.Select((piece, i) => new TextSegment(piece, (TextSource)(i % 2))));
        Assert.True(
            whole.Contents == answer.Contents && whole.Warnings.SequenceEqual(answer.Warnings),
            $"{format}, in pieces {string.Join('|', cut)}:\n{answer.Contents}\nwhole:\n{whole.Contents}\n{string.Join('\n', whole.Warnings)}");
    }
}
