using Nudging.Decoding;

namespace Nudging.Tests.Decoding;

/// <summary>What is called final stays so, however the output goes on.</summary>
public class StableTextTrackerTests
{
    /// <remarks>
    /// A text of length n loses some of its own only while it is shorter than 2n, so its continuations up to there tell
    /// all that can become of it.
    /// </remarks>
    [Theory]
    [InlineData("ab", 1, 16)]
    [InlineData("ab", 2, 18)]
    [InlineData("ab", 3, 18)]
    [InlineData("ab ", 2, 11)]
    [InlineData("ab ", 1, 11)]
    [InlineData("abc", 2, 11)]
    [InlineData("a😀", 3, 16)]
    public void Exactly_the_text_that_no_continuation_can_lose_is_final(string alphabet, int minimumCopy, int longest)
    {
        string[] letters = [.. alphabet.EnumerateRunes().Select(rune => rune.ToString())];
        Explore("", 0);

        // Gives the length of what the answers of all continuations have in common.
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

            StableTextTracker final = new(minimumCopy);
            int published = final.Advance(output);
            Assert.True(published <= common, $"'{output}' has {published} final of {common}");
            Assert.True(published == common || 2 * length > longest, $"'{output}' has only {published} final of {common}");
            Assert.Equal(start + answer.Length, final.Complete(output));
            return common;
        }
    }

    [Fact]
    public void Final_text_begins_the_answer_of_long_repetitive_outputs()
    {
        for (int seed = 0; seed < 3000; seed++)
        {
            Random random = new(seed);
            int minimumCopy = random.Next(2, 6);
            List<string> words = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => new string(random.GetItems("ab c\n".AsSpan(), random.Next(1, 9))))];
            string output = "";
            StableTextTracker final = new(minimumCopy);
            List<int> ends = [];
            while (output.Length < 120)
            {
                output += random.Next(12) == 0 ? "x" : words[random.Next(words.Count)];
                int end = final.Advance(output);
                ends.Add(end);
                string answer = Answer(output, minimumCopy);
                foreach (int published in ends.Where(published => published > final.Start))
                {
                    Assert.StartsWith(output[final.Start..published], answer, StringComparison.Ordinal);
                }
            }

            Assert.Equal(Answer(output, minimumCopy), output[final.Start..final.Complete(output)]);
        }
    }

    [Fact]
    public void Text_that_repeats_nothing_is_final_up_to_its_white_space()
    {
        string output = "\n  " + string.Concat(Enumerable.Range(0, 500).Select(i => char.ConvertFromUtf32(0x4e00 + i)));
        StableTextTracker final = new();
        for (int length = 4; length <= output.Length; length++)
        {
            Assert.Equal(length, final.Advance(output.AsSpan(0, length)));
        }

        Assert.Equal(output.Length, final.Advance(output + " \n"));
    }

    [Fact]
    public void Only_the_beginning_of_a_copy_that_would_be_removed_is_withheld()
    {
        const string Beginning = "it was the best of times, it was the worst of times, ";
        StableTextTracker final = new();
        Assert.Equal(Beginning.Length + 1, final.Advance(Beginning + "zit was the"));
        Assert.Equal(Beginning.Length + 12, final.Advance(Beginning + "zit was the!"));
    }

    [Fact]
    public void A_copy_of_thirty_characters_goes_and_one_of_twenty_nine_stays()
    {
        string thirty = "abcdefghijklmnopqrstuvwxyz😀😀😀😀";
        Assert.Equal(thirty.Length, new StableTextTracker().Complete(thirty + thirty));
        string less = thirty[1..];
        Assert.Equal(2 * less.Length, new StableTextTracker().Complete(less + less));
    }

    [Fact]
    public void Half_a_character_is_never_final_before_the_end()
    {
        StableTextTracker final = new();
        Assert.Equal(1, final.Advance("a\ud83d"));
        Assert.Equal(3, final.Advance("a\ud83d\ude00"));
        Assert.Equal(4, final.Complete("a\ud83d\ude00\ud83d"));
    }

    private static string Answer(string output, int minimumCopy) => ReferenceProcedure.Reduce(output.Trim(), minimumCopy);
}
