using System.Text.RegularExpressions;
using Nudging.Constraints;

namespace Nudging.Tests.Constraints;

public class TextConstraintTests
{
    [Fact]
    public void Compositions_allow_what_the_regular_expression_of_the_same_shape_matches()
    {
        var random = new Random(5);
        int matches = 0;
        for (int round = 0; round < 200; round++)
        {
            (TextConstraint constraint, string pattern) = Next(random, 3);
            for (int i = 0; i < 60; i++)
            {
                string text = string.Concat(Enumerable.Range(0, random.Next(7)).Select(_ => random.Next(3) switch { 0 => "a", 1 => "é", _ => "b" }));
                bool expected = Regex.IsMatch(text, $"^(?:{pattern})\\z");
                Assert.True(expected == constraint.Allows(text), $"{pattern} and '{text}'");
                matches += expected ? 1 : 0;
            }

            if (!constraint.Start.CanEnd)
            {
                string written = RandomWalk.Write(constraint, random, 10);
                Assert.Matches($"^(?:{pattern})\\z", written);
            }
        }

        Assert.True(matches > 500, $"{matches} texts matched.");
    }

    [Fact]
    public void A_JSON_document_can_be_part_of_a_sequence()
    {
        TextConstraint call = TextConstraint.Sequence(TextConstraint.Literal("<call>\n"), TextConstraint.JsonObject, TextConstraint.Literal("\n</call>"));
        TextConstraint calls = TextConstraint.Repetition(call, 1, 2);
        Assert.True(calls.Allows("<call>\n{\"a\": 1}\n</call>"));
        Assert.True(calls.Allows("<call>\n{}\n</call><call>\n{}\n</call>"));
        Assert.False(calls.Allows(""));
        Assert.False(calls.Allows("<call>\n{}\n</call><call>\n{}\n</call><call>\n{}\n</call>"));
        TextConstraintState end = calls.Start.Advance("<call>\n{}\n</call><call>\n{}\n</call>"u8)!;
        Assert.Equal((true, false), (end.CanEnd, end.CanContinue));
    }

    [Fact]
    public void An_empty_choice_and_an_endless_or_contradictory_repetition_are_refused()
    {
        Assert.Throws<ArgumentException>(() => TextConstraint.Choice());
        Assert.Throws<ArgumentException>(() => TextConstraint.Repetition(TextConstraint.Literal("")));
        Assert.Throws<ArgumentException>(() => TextConstraint.Repetition(TextConstraint.Literal("a"), 2, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => TextConstraint.Repetition(TextConstraint.Literal("a"), -1));
    }

    [Fact]
    public void A_subclass_of_TextConstraint_can_be_part_of_a_sequence_and_a_choice()
    {
        TextConstraint constraint = TextConstraint.Sequence(new Vowels(), TextConstraint.Choice(TextConstraint.Literal("x"), new Vowels()));
        Assert.True(constraint.Allows("aeiox"));
        Assert.True(constraint.Allows(""));
        Assert.False(constraint.Allows("xa"));
    }

    private static (TextConstraint Constraint, string Pattern) Next(Random random, int depth)
    {
        switch (depth == 0 ? 0 : random.Next(4))
        {
            case 0:
                string text = ((string[])["a", "b", "é", "ab", "aé", ""])[random.Next(6)];
                return (TextConstraint.Literal(text), text);
            case 1:
                (TextConstraint Constraint, string Pattern)[] parts = [.. Enumerable.Range(0, random.Next(4)).Select(_ => Next(random, depth - 1))];
                return (TextConstraint.Sequence([.. parts.Select(part => part.Constraint)]), string.Concat(parts.Select(part => $"(?:{part.Pattern})")));
            case 2:
                (TextConstraint Constraint, string Pattern)[] ways = [.. Enumerable.Range(0, 1 + random.Next(3)).Select(_ => Next(random, depth - 1))];
                return (TextConstraint.Choice([.. ways.Select(way => way.Constraint)]), string.Join('|', ways.Select(way => $"(?:{way.Pattern})")));
            default:
                (TextConstraint item, string pattern) = Next(random, depth - 1);
                if (item.Start.CanEnd)
                {
                    return (item, pattern);
                }

                int minimum = random.Next(3);
                int? maximum = random.Next(2) == 0 ? null : minimum + random.Next(3);
                return (TextConstraint.Repetition(item, minimum, maximum), $"(?:{pattern}){{{minimum},{maximum}}}");
        }
    }

    private sealed class Vowels : TextConstraint
    {
        public override TextConstraintState Start => new State();

        private sealed class State : TextConstraintState
        {
            public override bool CanEnd => true;

            public override TextConstraintState? Advance(byte value) => "aeiou"u8.Contains(value) ? this : null;
        }
    }
}
