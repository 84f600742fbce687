using System.Text;
using System.Text.Json;
using Nudging.Constraints;
using Nudging.TestSupport;

namespace Nudging.Tests.Constraints;

/// <summary>The shortest completion of each state of a constraint.</summary>
public class ShortestCompletionTests
{
    // The search of a reference ends at this number of texts of one length.
    private const int MaxTexts = 30;

    [Fact]
    public void The_completion_of_each_state_ends_the_text_and_a_search_finds_no_shorter_completion()
    {
        for (int seed = 0; seed < 40; seed++)
        {
            TextConstraint? constraint = Compile(new RandomSchema(seed).Next().ToJsonString());
            if (constraint is null)
            {
                continue;
            }

            string text = RandomWalk.Write(constraint, new(seed), 40);
            TextConstraintState state = constraint.Start;
            Check(state, "", seed);
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            for (int i = 0; i < bytes.Length; i++)
            {
                state = state.Advance(bytes[i])!;
                Check(state, Encoding.UTF8.GetString(bytes[..(i + 1)]), seed);
            }
        }
    }

    [Theory]
    [InlineData("""{"type":"integer","minimum":123456789012}""", "123456789012")]
    [InlineData("""{"type":"integer","maximum":-1234567}""", "-1234567")]
    [InlineData("""{"type":"number","minimum":0.001,"maximum":0.0019}""", "0.001")]
    [InlineData("""{"type":"number","minimum":1000.00001,"maximum":1000.00002}""", "1000.00001")]
    [InlineData("""{"type":"string","minLength":3}""", "\"   \"")]
    [InlineData("""{"type":"array","items":{"type":"array","items":{"type":"boolean"},"minItems":2},"minItems":2}""", "[[true,true],[true,true]]")]
    [InlineData("""{"anyOf":[{"const":"a long text"},{"type":"object"}]}""", "{}")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"null"},"b":{"$ref":"#"}},"required":["a"]}""", """{"a":null}""")]
    public void A_schemas_shortest_document_is_known(string schema, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(Compile(schema)!.Start.FindShortestCompletion()!));

    [Fact]
    public void A_schema_whose_shortest_document_doubles_with_each_definition_is_compiled_and_has_no_completion_that_can_be_written()
    {
        IEnumerable<string> definitions = Enumerable.Range(0, 80).Select(i => i == 79
            ? """ "d79": {"type": "null"} """
            : $$""" "d{{i}}": {"type": "array", "items": {"$ref": "#/$defs/d{{i + 1}}"}, "minItems": 2} """);
        TextConstraint constraint = Compile($$"""{"$ref": "#/$defs/d0", "$defs": { {{string.Join(',', definitions)}} } }""")!;
        Assert.Null(constraint.Start.FindShortestCompletion());
    }

    [Fact]
    public void A_string_with_a_minimum_length_of_two_thousand_million_has_no_completion_that_can_be_written() =>
        Assert.Null(Compile("""{"type":"string","minLength":2000000000}""")!.Start.FindShortestCompletion());

    [Fact]
    public void The_completion_of_a_key_differs_from_the_keys_of_the_object()
    {
        TextConstraint constraint = Compile("""{"type":"object","properties":{"":{"type":"null"},"a":{"type":"null"}},"additionalProperties":{"type":"null"}}""")!;
        TextConstraintState state = constraint.Start.Advance("{\"b\":null,\""u8)!;
        Assert.Equal("c\":null}", Encoding.UTF8.GetString(state.FindShortestCompletion()!));
    }

    private static TextConstraint? Compile(string schema)
    {
        try
        {
            return TextConstraint.JsonSchema(JsonDocument.Parse(schema).RootElement);
        }
        catch (ArgumentException e) when (e.Message.Contains("No document", StringComparison.Ordinal))
        {
            return null;
        }
    }

    private static void Check(TextConstraintState state, string text, int seed)
    {
        byte[] completion = state.FindShortestCompletion()!;
        Assert.True(state.Advance(completion) is { CanEnd: true }, $"{seed}: {text} + {Encoding.UTF8.GetString(completion)}");
        string? shorter = ShorterCompletion(state, completion.Length);
        Assert.True(shorter is null, $"{seed}: {text} + {shorter}, not {Encoding.UTF8.GetString(completion)}");
    }

    // Searches all texts in the order of their lengths. The search ends where the texts of one length are too many.
    private static string? ShorterCompletion(TextConstraintState start, int length)
    {
        List<(TextConstraintState State, byte[] Text)> states = [(start, [])];
        for (int i = 0; i < length; i++)
        {
            if (states.Find(state => state.State.CanEnd) is { Text: { } text })
            {
                return Encoding.UTF8.GetString(text);
            }

            if (states.Count > MaxTexts)
            {
                return null;
            }

            states = [.. from state in states
                         from value in Enumerable.Range(0, 256)
                         let after = state.State.Advance((byte)value)
                         where after is not null
                         select (after, (byte[])[.. state.Text, (byte)value])];
        }

        return null;
    }
}
