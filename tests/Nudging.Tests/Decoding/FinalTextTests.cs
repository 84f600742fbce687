using Nudging.Decoding;

namespace Nudging.Tests.Decoding;

/// <summary>What is called final stays so, however the output goes on.</summary>
public class FinalTextTests
{
    [Theory]
    [InlineData("ab", 2, 15)]
    [InlineData("ab", 3, 16)]
    [InlineData("ab ", 2, 10)]
    [InlineData("abc", 2, 10)]
    [InlineData("a😀", 3, 14)]
    public void Final_text_begins_the_answer_of_every_continuation(string alphabet, int minimumCopy, int length)
    {
        string[] letters = [.. alphabet.EnumerateRunes().Select(rune => rune.ToString())];
        Explore("", []);

        void Explore(string output, List<string> published)
        {
            string answer = Answer(output, minimumCopy);
            Assert.All(published, text => Assert.StartsWith(text, answer, StringComparison.Ordinal));
            if (length > output.EnumerateRunes().Count())
            {
                foreach (string letter in letters)
                {
                    // Publishing depends on the output alone: each node replays its own path.
                    string next = output + letter;
                    published.Add(Published(next, minimumCopy));
                    Explore(next, published);
                    published.RemoveAt(published.Count - 1);
                }
            }
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
            FinalText final = new(minimumCopy);
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
        FinalText final = new();
        for (int length = 4; length <= output.Length; length++)
        {
            Assert.Equal(length, final.Advance(output.AsSpan(0, length)));
        }

        Assert.Equal(output.Length, final.Advance(output + " \n"));
    }

    [Fact]
    public void No_more_is_withheld_than_what_occurred_before()
    {
        const string Beginning = "it was the best of times, it was the worst of times, ";
        FinalText final = new();
        Assert.Equal(Beginning.Length + 1, final.Advance(Beginning + "zit was the"));
        Assert.Equal(Beginning.Length + 12, final.Advance(Beginning + "zit was the!"));
    }

    [Fact]
    public void A_copy_of_thirty_characters_goes_and_one_of_twenty_nine_stays()
    {
        string thirty = "abcdefghijklmnopqrstuvwxyz😀😀😀😀";
        Assert.Equal(thirty.Length, new FinalText().Complete(thirty + thirty));
        string less = thirty[1..];
        Assert.Equal(2 * less.Length, new FinalText().Complete(less + less));
    }

    [Fact]
    public void Half_a_character_is_never_final_before_the_end()
    {
        FinalText final = new();
        Assert.Equal(1, final.Advance("a\ud83d"));
        Assert.Equal(3, final.Advance("a\ud83d\ude00"));
        Assert.Equal(4, final.Complete("a\ud83d\ude00\ud83d"));
    }

    private static string Answer(string output, int minimumCopy) => PlainProcedure.Reduce(output.Trim(), minimumCopy);

    private static string Published(string output, int minimumCopy)
    {
        FinalText final = new(minimumCopy);
        int end = 0;
        for (int length = 1; length <= output.Length; length++)
        {
            end = final.Advance(output.AsSpan(0, length));
        }

        return output[final.Start..end];
    }
}
