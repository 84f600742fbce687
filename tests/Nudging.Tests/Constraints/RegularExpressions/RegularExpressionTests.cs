using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using Nudging.Constraints;
using Nudging.Constraints.Json;
using Nudging.Constraints.RegularExpressions;

namespace Nudging.Tests.Constraints.RegularExpressions;

public class RegularExpressionTests
{
    [Fact]
    public void Automata_of_random_patterns_accept_the_texts_that_a_reference_matches()
    {
        int matches = 0;
        Gen.Select(RandomPattern.Patterns, RandomPattern.Texts.Array[20]).Sample(
            (pattern, texts) =>
            {
                var part = DeterministicAutomaton.Of(pattern.ToString(), isPart: true);
                var whole = DeterministicAutomaton.Of(pattern.ToString(), isPart: false);
                foreach (string text in texts.Append(""))
                {
                    Assert.True(pattern.IsPartMatch(text) == (part?.Accepts(text) ?? false), $"{pattern} in {text}");
                    Assert.True(pattern.IsWholeMatch(text) == (whole?.Accepts(text) ?? false), $"{pattern} as {text}");
                    Interlocked.Add(ref matches, part?.Accepts(text) == true ? 1 : 0);
                }
            },
            iter: 3000);
        Assert.True(matches > 10_000, $"{matches} texts matched.");
    }

    [Fact]
    public void Intersections_with_a_pattern_and_a_length_accept_what_each_part_accepts()
    {
        Gen.Select(RandomPattern.Patterns, RandomPattern.Patterns, Gen.Int[0, 4], Gen.Int[0, 4], RandomPattern.Texts.Array[20]).Sample(
            (one, other, minimum, more, texts) =>
            {
                int maximum = more == 4 ? int.MaxValue : minimum + more;
                var first = DeterministicAutomaton.Of(one.ToString(), isPart: true);
                var second = DeterministicAutomaton.Of(other.ToString(), isPart: true);
                DeterministicAutomaton? both = second is null ? null : first?.Intersect(second)?.WithMinimumLength(minimum);
                TextConstraintState? start = both is null ? null : EncodedAutomaton.StartOfJsonString(both, maximum);
                foreach (string text in texts)
                {
                    bool expected = one.IsPartMatch(text) && other.IsPartMatch(text) && text.Length >= minimum && text.Length <= maximum;
                    bool isAllowed = start?.Advance(Encoding.UTF8.GetBytes(JsonLiteral.OfString(text))) is { CanEnd: true };
                    Assert.True(expected == isAllowed, $"{one}, {other}, {minimum} to {maximum}: {text}");
                }
            },
            iter: 1500);
    }

    [Fact]
    public void Random_walks_through_an_automaton_write_texts_that_a_reference_matches()
    {
        Gen.Select(RandomPattern.Patterns, Gen.Int[0, int.MaxValue]).Sample(
            (pattern, seed) =>
            {
                int maximum = seed % 2 == 0 ? int.MaxValue : (seed & 0xFF) % 12;
                if (DeterministicAutomaton.Of(pattern.ToString(), isPart: true) is { } part && EncodedAutomaton.StartOfJsonString(part, maximum) is { } start)
                {
                    string document = Walk(start, new Random(seed));
                    string text = JsonSerializer.Deserialize<string>(document)!;
                    Assert.True(part.Accepts(text), $"{pattern} and {document}");
                    Assert.InRange(text.EnumerateRunes().Count(), 0, maximum);
                    Assert.True(text.Any(char.IsSurrogate) || pattern.IsPartMatch(text), $"{pattern} and {document}");
                }

                if (DeterministicAutomaton.Of(pattern.ToString(), isPart: false) is { } whole)
                {
                    string text = Walk(EncodedAutomaton.StartOfText(whole), new Random(seed));
                    Assert.True(whole.Accepts(text), $"{pattern} and {text}");
                    Assert.True(TextConstraint.RegularExpression(pattern.ToString()).Allows(text), $"{pattern} and {text}");
                }
            },
            iter: 600);
    }

    [Fact]
    public void A_JSON_string_is_allowed_in_each_way_of_writing_exactly_where_the_automaton_accepts_its_text()
    {
        Gen.Select(RandomPattern.Patterns, RandomPattern.Texts, Gen.Int).Sample(
            (pattern, text, seed) =>
            {
                if (DeterministicAutomaton.Of(pattern.ToString(), isPart: true) is { } part)
                {
                    string written = Write(text + (seed % 3 == 0 ? "😀\U00010000\U0010FFFF" : ""), new Random(seed));
                    bool isAllowed = EncodedAutomaton.StartOfJsonString(part)!.Advance(Encoding.UTF8.GetBytes(written)) is { CanEnd: true };
                    Assert.True(part.Accepts(JsonSerializer.Deserialize<string>(written)!) == isAllowed, $"{pattern} and {written}");
                }
            },
            iter: 3000);
    }

    [Fact]
    public void A_pattern_that_allows_any_text_allows_the_same_bytes_as_a_string_without_a_pattern()
    {
        var random = new Random(3);
        TextConstraintState all = EncodedAutomaton.StartOfJsonString(DeterministicAutomaton.Of("[^]*", isPart: false)!)!;
        TextConstraint free = TextConstraint.JsonSchema(JsonDocument.Parse("""{"type":"string"}""").RootElement);
        for (int walk = 0; walk < 300; walk++)
        {
            (TextConstraintState? one, TextConstraintState? other) = (all, free.Start);
            while (one is not null && !one.CanEnd)
            {
                byte[] allowed = [.. Enumerable.Range(0, 256).Select(value => (byte)value).Where(value => one.Advance(value) is not null)];
                Assert.Equal([.. Enumerable.Range(0, 256).Select(value => (byte)value).Where(value => other!.Advance(value) is not null)], allowed);
                byte next = random.Next(4) == 0 && allowed.Contains((byte)'\\') ? (byte)'\\' : allowed[random.Next(allowed.Length)];
                next = random.Next(20) == 0 && allowed.Contains((byte)'"') ? (byte)'"' : next;
                (one, other) = (one.Advance(next), other!.Advance(next));
            }

            Assert.True(other!.CanEnd);
        }
    }

    [Fact]
    public void The_shortest_completion_of_a_state_is_one_byte_longer_than_the_shortest_completion_of_the_next_states()
    {
        Gen.Select(RandomPattern.Patterns, Gen.Int, Gen.Bool).Sample(
            (pattern, seed, isJson) =>
            {
                if (DeterministicAutomaton.Of(pattern.ToString(), isPart: isJson) is not { } automaton)
                {
                    return;
                }

                var random = new Random(seed);
                TextConstraintState state = isJson ? EncodedAutomaton.StartOfJsonString(automaton)! : EncodedAutomaton.StartOfText(automaton);
                for (int step = 0; step < 25 && state.CanContinue; step++)
                {
                    byte[] completion = state.FindShortestCompletion()!;
                    Assert.True(state.Advance(completion) is { CanEnd: true }, $"{pattern}: {Encoding.UTF8.GetString(completion)}");
                    TextConstraintState[] next = [.. Enumerable.Range(0, 256).Select(value => state.Advance((byte)value)).OfType<TextConstraintState>()];
                    int shortest = state.CanEnd ? 0 : 1 + next.Min(after => after.FindShortestCompletion()!.Length);
                    Assert.True(shortest == completion.Length, $"{pattern}: {shortest} and {Encoding.UTF8.GetString(completion)}");
                    state = state.Advance((byte)'\\') is { } escape && random.Next(3) == 0 ? escape : next[random.Next(next.Length)];
                }
            },
            iter: 400);
    }

    [Theory]
    [InlineData("^.$", "😀", true)]
    [InlineData("^[^a]{2}$", "😀漢", true)]
    [InlineData("^[😀-😂]$", "😁", true)]
    [InlineData("^[\\u{1F600}\\uD83D\\uDE02]+$", "😀😂", true)]
    [InlineData("^[\\uD83D\\uDE00-\\u{1F602}]$", "😃", false)]
    [InlineData("^\\p{Lu}\\p{gc=Ll}*$", "Ärger", true)]
    [InlineData("^\\p{L}+$", "a1", false)]
    [InlineData("^a{,2}$", "a{,2}", true)]
    [InlineData("^{[a-z]}]$", "{x}]", true)]
    [InlineData("^(?<year>\\d{4})$", "2024", true)]
    [InlineData("^a|b$", "xb", true)]
    [InlineData("^a|b$", "xa", false)]
    [InlineData("$^", "", true)]
    [InlineData("$^", "a", false)]
    [InlineData("a$b", "ab", false)]
    [InlineData("(a|ab)(c|bcd)(d*)", "abcd", true)]
    [InlineData("^a$", "a\n", false)]
    [InlineData("^((a*)*)*$", "aaaa", true)]
    public void Patterns_have_the_meaning_of_ECMAScript_with_the_flag_u(string pattern, string text, bool isMatch)
    {
        Assert.Equal(isMatch, DeterministicAutomaton.Of(pattern, isPart: true)?.Accepts(text) ?? false);
        Assert.Equal(isMatch, Of(pattern)?.Allows(JsonSerializer.Serialize(text)) ?? false);
    }

    [Theory]
    [InlineData("a(?=b)", "the look-ahead '(?='")]
    [InlineData("a(?!b)", "the negative look-ahead '(?!'")]
    [InlineData("(?<=a)b", "the look-behind '(?<='")]
    [InlineData("(?<!a)b", "the negative look-behind '(?<!'")]
    [InlineData("(a)\\1", "the back-reference '\\1'")]
    [InlineData("(?<x>a)\\k<x>", "the back-reference '\\k'")]
    [InlineData("\\ba", "the word boundary '\\b'")]
    [InlineData("a\\B", "the word boundary '\\B'")]
    [InlineData("(?i)a", "the modifier '(?i'")]
    [InlineData("(?i:a)", "the modifier '(?i'")]
    [InlineData("(?>a)", "the atomic group '(?>'")]
    [InlineData("(?(1)a)", "the condition '(?('")]
    [InlineData("(?#a)", "the comment '(?#'")]
    [InlineData("\\Aa\\z", "the escape '\\A'")]
    [InlineData("\\07", "the escape '\\0'")]
    [InlineData("\\p{Script=Greek}", "the Unicode property 'Script=Greek'")]
    [InlineData("\\uD800", "the lone surrogate '\\uD800'")]
    [InlineData("(a{1000}){1000}", "more than 20000 parts")]
    [InlineData("((((){1000}){1000}){1000}){1000}", "more than 20000 parts")]
    [InlineData("[ab]*a[ab]{25}$", "an automaton of more than 20000 states")]
    public void A_feature_that_is_not_supported_is_refused_with_its_name_and_place(string pattern, string feature)
    {
        string schema = JsonSerializer.Serialize(new { type = "object", properties = new { x = new { type = "string", pattern } } });
        string message = Assert.Throws<NotSupportedException>(() => TextConstraint.JsonSchema(JsonDocument.Parse(schema).RootElement)).Message;
        Assert.Contains(feature, message, StringComparison.Ordinal);
        Assert.Contains("'pattern'", message, StringComparison.Ordinal);
        Assert.Contains($"('{pattern}')", message, StringComparison.Ordinal);
        Assert.Contains("at #/properties/x", message, StringComparison.Ordinal);
        Assert.Contains(feature, Assert.Throws<NotSupportedException>(() => TextConstraint.RegularExpression(pattern)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_random_text_as_a_pattern_is_compiled_or_refused_with_one_of_the_documented_exceptions()
    {
        int compiled = 0;
        Gen.Char["()[]{}^$.*+?|\\ab-19,:<>=!'pPLuDxckdws\0\ud83d\ude00"].Array[0, 14].Select(characters => new string(characters)).Sample(
            pattern =>
            {
                try
                {
                    _ = TextConstraint.RegularExpression(pattern);
                    Interlocked.Increment(ref compiled);
                }
                catch (Exception e) when (e is ArgumentException or NotSupportedException)
                {
                    Assert.Contains(pattern, e.Message, StringComparison.Ordinal);
                }
            },
            iter: 20_000);
        Assert.True(compiled > 500, $"{compiled} patterns were compiled.");
    }

    [Fact]
    public void Deeply_nested_groups_are_refused() =>
        Assert.Contains("200 nested groups", Assert.Throws<NotSupportedException>(() => TextConstraint.RegularExpression(new string('(', 50_000))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("(a", "has '(' without ')'")]
    [InlineData("a)", "has ')' without '('")]
    [InlineData("[a", "has '[' without ']'")]
    [InlineData("a\\", "ends with a backslash")]
    [InlineData("*a", "has the quantifier '*' with nothing to repeat")]
    [InlineData("a**", "has the quantifier '*' with nothing to repeat")]
    [InlineData("a|{2}", "has the quantifier '{2}' with nothing to repeat")]
    [InlineData("^*", "repeats an anchor")]
    [InlineData("a{3,2}", "whose minimum is greater than its maximum")]
    [InlineData("[z-a]", "has a range in a character class whose first character")]
    [InlineData("[a-\\d]", "has a range in a character class that begins or ends with a class")]
    [InlineData("\\u12", "has an escape that needs 4 hexadecimal digits")]
    [InlineData("\\x1", "has an escape that needs 2 hexadecimal digits")]
    [InlineData("\\u{110000}", "has '\\u{'")]
    [InlineData("\\p", "has '\\p' without a name in braces")]
    [InlineData("(?<a", "has a group name without an end")]
    public void A_malformed_pattern_is_refused_with_the_problem_and_the_place(string pattern, string problem)
    {
        string schema = JsonSerializer.Serialize(new { items = new { pattern } });
        string message = Assert.Throws<ArgumentException>(() => TextConstraint.JsonSchema(JsonDocument.Parse(schema).RootElement)).Message;
        Assert.Contains(problem, message, StringComparison.Ordinal);
        Assert.Contains("at #/items", message, StringComparison.Ordinal);
        Assert.Contains(problem, Assert.Throws<ArgumentException>(() => TextConstraint.RegularExpression(pattern)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pattern_that_no_text_matches_is_refused()
    {
        Assert.Contains("No text matches", Assert.Throws<ArgumentException>(() => TextConstraint.RegularExpression("a[]")).Message, StringComparison.Ordinal);
        Assert.Contains("No document fits", Assert.Throws<ArgumentException>(() => Schema("""{"type":"string","pattern":"^a{3}$","maxLength":2}""")).Message, StringComparison.Ordinal);
        Assert.Contains(
            "No document fits",
            Assert.Throws<ArgumentException>(() => Schema("""{"allOf":[{"type":"string","pattern":"^a"},{"pattern":"^b"}]}""")).Message,
            StringComparison.Ordinal);
        Assert.Contains("an array", Assert.Throws<ArgumentException>(() => Schema("""{"type":"string","pattern":["^a"]}""")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Patterns_of_several_schemas_and_limits_of_length_apply_together()
    {
        TextConstraint constraint = Schema("""{"type":"string","pattern":"^[a-z]+$","maxLength":4,"allOf":[{"pattern":"b"},{"minLength":3},{"pattern":"c$"}]}""");
        Assert.True(constraint.Allows("\"abc\""));
        Assert.True(constraint.Allows("\"\\u0062bbc\""));
        Assert.All(["\"bc\"", "\"aac\"", "\"bbb\"", "\"bbbbc\"", "\"bbBc\""], document => Assert.False(constraint.Allows(document)));

        // Listed values that do not match are left out.
        TextConstraint listed = Schema("""{"enum":["ab","b",1],"pattern":"^a"}""");
        Assert.Equal((true, false, true), (listed.Allows("\"ab\""), listed.Allows("\"b\""), listed.Allows("1")));

        // Keywords of strings do not apply to other types.
        Assert.True(Schema("""{"type":["string","integer"],"pattern":"^a$"}""").Allows("12"));
    }

    [Fact]
    public void A_large_minimum_length_is_refused_with_the_pattern_and_the_place_and_a_large_maximum_length_is_not()
    {
        string message = Assert.Throws<NotSupportedException>(() => Schema("""{"type":"string","pattern":"^(ab)*$","minLength":30000}""")).Message;
        Assert.Contains("'^(ab)*$' with this minimum length", message, StringComparison.Ordinal);
        Assert.Contains("at #", message, StringComparison.Ordinal);
        TextConstraint constraint = Schema("""{"type":"string","pattern":"^(ab)*$","maxLength":30001}""");
        string longest = string.Concat(Enumerable.Repeat("ab", 15_000));
        Assert.True(constraint.Allows($"\"{longest}\""));
        Assert.Null(constraint.Start.Advance(Encoding.UTF8.GetBytes($"\"{longest}a")));
        Assert.Throws<ArgumentException>(() => Schema("""{"type":"string","pattern":"^(ab){0,9}$","minLength":30000}"""));
    }

    [Fact]
    public void A_regular_expression_can_be_part_of_a_sequence()
    {
        var constraint = TextConstraint.Sequence(TextConstraint.RegularExpression("(?:ab?)+"), TextConstraint.Literal("b!"));
        Assert.True(constraint.Allows("aabb!"));
        Assert.True(constraint.Allows("ab!"));
        Assert.False(constraint.Allows("b!"));
        Assert.True(TextConstraint.RegularExpression("a*").Allows(""));
    }

    private static TextConstraint? Of(string pattern)
    {
        try
        {
            return Schema(JsonSerializer.Serialize(new { type = "string", pattern }));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static TextConstraint Schema(string schema) => TextConstraint.JsonSchema(JsonDocument.Parse(schema).RootElement);

    // Writes random bytes, then the shortest completion.
    private static string Walk(TextConstraintState state, Random random)
    {
        List<byte> bytes = [];
        while (bytes.Count < 30 && state.CanContinue && (!state.CanEnd || random.Next(6) > 0))
        {
            byte[] allowed = [.. Enumerable.Range(0, 256).Select(value => (byte)value).Where(value => state.Advance(value) is not null)];
            Assert.NotEmpty(allowed);
            byte[] ascii = [.. allowed.Where(value => value < 0x80)];
            byte next = random.Next(3) > 0 && ascii.Length > 0 ? ascii[random.Next(ascii.Length)] : allowed[random.Next(allowed.Length)];
            bytes.Add(next);
            state = state.Advance(next)!;
        }

        bytes.AddRange(state.CanEnd ? [] : state.FindShortestCompletion()!);
        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString([.. bytes]);
    }

    // Writes a JSON string with random escapes.
    private static string Write(string text, Random random)
    {
        var written = new StringBuilder("\"");
        foreach (Rune character in text.EnumerateRunes())
        {
            string literal = JsonLiteral.OfString(character.ToString())[1..^1];
            string escaped = string.Concat(character.ToString().Select(unit => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}")));
            written.Append(random.Next(3) switch { 0 => escaped, 1 => escaped.ToUpperInvariant().Replace('U', 'u'), _ => literal });
        }

        return written.Append('"').ToString();
    }
}
