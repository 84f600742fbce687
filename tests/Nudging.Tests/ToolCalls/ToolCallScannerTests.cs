using Nudging.ToolCalls;

namespace Nudging.Tests.ToolCalls;

/// <summary>The scanner finds in a growing text the calls of the whole text, and reads each character a bounded number of times.</summary>
public sealed class ToolCallScannerTests
{
    public static TheoryData<ToolCallFormat> Formats => [.. Enum.GetValues<ToolCallFormat>()];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Random_text_in_random_pieces_has_the_calls_of_the_whole_text(ToolCallFormat format)
    {
        Random random = new(3 + (int)format);
        int calls = 0;
        for (int i = 0; i < 2000; i++)
        {
            string text = RandomCalls.Next(format, random);
            ToolCallScanner scanner = Create(format);
            List<ScannedPart> parts = [];
            for (int end = 0; end < text.Length;)
            {
                end = Math.Min(text.Length, end + random.Next(1, 9));
                ScannedPart[] whole = Joined(Create(format).Rest(text.AsSpan(0, end)));

                // Possible further text does not change the scanner.
                string ahead = text[..end] + RandomCalls.Next(format, random, 3);
                AssertEqual(Joined(Create(format).Rest(ahead)), Joined([.. parts, .. scanner.Clone().Rest(ahead)]), ahead);
                AssertEqual(whole, Joined([.. parts, .. scanner.Clone().Rest(text.AsSpan(0, end))]), text[..end]);
                while (scanner.Next(text.AsSpan(0, end)) is { } part)
                {
                    parts.Add(part);
                }

                AssertEqual(whole, Joined([.. parts, .. scanner.Clone().Rest(text.AsSpan(0, end))]), text[..end]);
            }

            parts.AddRange(scanner.Rest(text, isEnd: true));
            AssertEqual(Joined(Create(format).Rest(text, isEnd: true)), Joined(parts), text);
            calls += parts.Count(part => part.Kind == ScannedPartKind.Calls);
        }

        Assert.InRange(calls, 500, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Parts_follow_each_other_without_a_gap_and_cover_the_text(ToolCallFormat format)
    {
        Random random = new(40 + (int)format);
        for (int i = 0; i < 2000; i++)
        {
            string text = RandomCalls.Next(format, random);
            int end = 0;
            foreach (ScannedPart part in Create(format).Rest(text, isEnd: true))
            {
                Assert.True(part.Start == end && part.End > part.Start && part.Kind is not (ScannedPartKind.Possible or ScannedPartKind.Open), $"{part} of {text}");
                end = part.End;
            }

            Assert.Equal(text.Length, end);
        }
    }

    public static TheoryData<ToolCallFormat, string, string> LongTexts => new()
    {
        { ToolCallFormat.Hermes, "", "{[<tool_cal " },
        { ToolCallFormat.Hermes, "<tool_call>{\"name\": \"a\", \"arguments\": {\"t\": \"", "{[<tool_call> " },
        { ToolCallFormat.Hermes, "<tool_call>", "   \n" },
        { ToolCallFormat.Hermes, "<tool_call>{\"name\": \"a\"}", "   \n" },
        { ToolCallFormat.Hermes, "", "<tool_call>{1}</tool_call>" },
        { ToolCallFormat.Llama, "{", "   \n" },
        { ToolCallFormat.Llama, "{\"name\": \"get_a\", \"parameters\": {}}", " ; " },
        { ToolCallFormat.Llama, "", "{\"name\": \"get_a\", \"parameters\": {}}; " },
        { ToolCallFormat.Llama, "<|python_tag|>", "name" },
        { ToolCallFormat.Llama, "<|python_tag|>a.call(x=\"", "text" },
        { ToolCallFormat.Mistral, "[TOOL_CALLS]", "name" },
        { ToolCallFormat.Mistral, "[TOOL_CALLS]a[CALL_ID]", "identifier" },
        { ToolCallFormat.Mistral, "[TOOL_CALLS]a[ARGS]", "  \n" },
        { ToolCallFormat.Mistral, "", "[TOOL_CALLS]a[CALL_ID]123456789[ARGS]{}" },
        { ToolCallFormat.Phi, "<|tool_call|>[]", "  \n" },
        { ToolCallFormat.Json, "```json\n", "[[" },
        { ToolCallFormat.Json, "", " \n" },
    };

    // A character is read again where the beginning of a marker is compared, and where a call turns out to be text.
    [Theory]
    [MemberData(nameof(LongTexts))]
    public void A_text_of_100000_characters_in_pieces_of_three_reads_each_character_a_few_times(ToolCallFormat format, string start, string repeated)
    {
        string text = start + string.Concat(Enumerable.Repeat(repeated, 100_000 / repeated.Length));
        ToolCallScanner scanner = Create(format);
        for (int end = 3; end < text.Length; end += 3)
        {
            while (scanner.Next(text.AsSpan(0, end)) is not null)
            {
            }
        }

        scanner.Rest(text, isEnd: true);
        Assert.InRange(scanner.ReadCharacters, text.Length, 6L * text.Length);
    }

    [Theory]
    [MemberData(nameof(LongTexts))]
    public void A_clone_of_the_scanner_at_the_end_of_a_long_text_reads_only_the_following_text(ToolCallFormat format, string start, string repeated)
    {
        string text = start + string.Concat(Enumerable.Repeat(repeated, 100_000 / repeated.Length));
        ToolCallScanner scanner = Create(format);
        while (scanner.Next(text) is not null)
        {
        }

        long before = scanner.ReadCharacters;
        for (int i = 0; i < 100; i++)
        {
            ToolCallScanner copy = scanner.Clone();
            copy.Rest(text + repeated);
            Assert.InRange(copy.ReadCharacters - before, 0, 200);
        }

        Assert.Equal(before, scanner.ReadCharacters);
    }

    private static ToolCallScanner Create(ToolCallFormat format) =>
        new(ToolCallSyntax.Of(format), name => name != "b");

    // The number of parts of plain text depends on the pieces of the text.
    private static ScannedPart[] Joined(IEnumerable<ScannedPart> parts)
    {
        List<ScannedPart> joined = [];
        foreach (ScannedPart part in parts)
        {
            if (part.Kind == ScannedPartKind.Text && joined is [.., { Kind: ScannedPartKind.Text } last])
            {
                joined[^1] = last with { End = part.End };
            }
            else
            {
                joined.Add(part);
            }
        }

        return [.. joined];
    }

    private static void AssertEqual(ScannedPart[] expected, ScannedPart[] actual, string text)
    {
        string Show(IEnumerable<ScannedPart> parts) => string.Join(
            '\n', parts.Select(part => $"{part.Start} to {part.End}, {part.Kind} {part.Reason}{string.Join(';', part.Calls.Select(call => call.Name + call.Arguments.GetRawText()))}"));
        Assert.True(Show(expected) == Show(actual), $"{text}\nexpected:\n{Show(expected)}\nactual:\n{Show(actual)}");
    }
}
