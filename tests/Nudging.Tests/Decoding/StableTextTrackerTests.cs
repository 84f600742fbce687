using Nudging.Decoding;

namespace Nudging.Tests.Decoding;

/// <summary>Stable text stays part of the answer, for every continuation of the output.</summary>
public class StableTextTrackerTests
{
    /// <remarks>
    /// A removal can reach into the first n characters only while the whole text is shorter than 2n. The continuations up to that
    /// length therefore show every possible removal.
    /// </remarks>
    [Theory]
    [InlineData("ab", 1, 16)]
    [InlineData("ab", 2, 18)]
    [InlineData("ab", 3, 18)]
    [InlineData("ab ", 2, 11)]
    [InlineData("ab ", 1, 11)]
    [InlineData("abc", 2, 11)]
    [InlineData("a😀", 3, 16)]
    public void The_stable_text_is_the_text_that_the_answers_of_all_continuations_share(string alphabet, int minimumCopy, int longest)
    {
        string[] letters = [.. alphabet.EnumerateRunes().Select(rune => rune.ToString())];
        Explore("", 0);

        // Returns the length of the text that the answers of all continuations share.
        int Explore(string output, int length)
        {
            string answer = ReferenceProcedure.Reduce(output.Trim(), minimumCopy);
            int start = output.Length - output.TrimStart().Length;
            int common = start + answer.Length;
            if (length < longest)
            {
                foreach (string letter in letters)
                {
                    common = Math.Min(common, Explore(output + letter, length + 1));
                }
            }

            StableTextTracker tracker = new(minimumCopy);
            int published = tracker.Advance(output);
            Assert.True(published <= common, $"'{output}' has {published} stable characters; the maximum is {common}");
            Assert.True(published == common || 2 * length > longest, $"'{output}' has only {published} stable characters of {common}");
            Assert.Equal(start + answer.Length, tracker.Complete(output));
            return common;
        }
    }

    [Fact]
    public void The_stable_text_of_a_long_repetitive_output_is_a_prefix_of_each_later_answer()
    {
        for (int seed = 0; seed < 3000; seed++)
        {
            Random random = new(seed);
            int minimumCopy = random.Next(2, 6);
            List<string> words = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => new string(random.GetItems("ab c\n".AsSpan(), random.Next(1, 9))))];
            string output = "";
            StableTextTracker tracker = new(minimumCopy);
            List<int> ends = [];
            while (output.Length < 120)
            {
                output += random.Next(12) == 0 ? "x" : words[random.Next(words.Count)];
                int end = tracker.Advance(output);
                ends.Add(end);
                string answer = Answer(output, minimumCopy);
                foreach (int published in ends.Where(published => published > tracker.Start))
                {
                    Assert.StartsWith(output[tracker.Start..published], answer, StringComparison.Ordinal);
                }
            }

            Assert.Equal(Answer(output, minimumCopy), output[tracker.Start..tracker.Complete(output)]);
        }
    }

    [Fact]
    public void Text_without_repetition_is_stable_up_to_its_trailing_white_space()
    {
        string output = "\n  " + string.Concat(Enumerable.Range(0, 500).Select(i => char.ConvertFromUtf32(0x4e00 + i)));
        StableTextTracker tracker = new();
        for (int length = 4; length <= output.Length; length++)
        {
            Assert.Equal(length, tracker.Advance(output.AsSpan(0, length)));
        }

        Assert.Equal(output.Length, tracker.Advance(output + " \n"));
    }

    [Fact]
    public void The_start_of_a_possible_copy_is_withheld_until_the_text_differs()
    {
        const string Beginning = "it was the best of times, it was the worst of times, ";
        StableTextTracker tracker = new();
        Assert.Equal(Beginning.Length + 1, tracker.Advance(Beginning + "zit was the"));
        Assert.Equal(Beginning.Length + 12, tracker.Advance(Beginning + "zit was the!"));
    }

    [Fact]
    public void A_repeated_suffix_of_30_characters_is_removed_and_one_of_29_is_kept()
    {
        string thirty = "abcdefghijklmnopqrstuvwxyz😀😀😀😀";
        Assert.Equal(thirty.Length, new StableTextTracker().Complete(thirty + thirty));
        string less = thirty[1..];
        Assert.Equal(2 * less.Length, new StableTextTracker().Complete(less + less));
    }

    [Fact]
    public void A_high_surrogate_without_its_low_surrogate_is_not_stable_before_the_end()
    {
        StableTextTracker tracker = new();
        Assert.Equal(1, tracker.Advance("a\ud83d"));
        Assert.Equal(3, tracker.Advance("a\ud83d\ude00"));
        Assert.Equal(4, tracker.Complete("a\ud83d\ude00\ud83d"));
    }

    private static string Answer(string output, int minimumCopy) => ReferenceProcedure.Reduce(output.Trim(), minimumCopy);
}
