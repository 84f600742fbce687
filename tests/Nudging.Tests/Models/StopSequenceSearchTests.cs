using Nudging.Models;

namespace Nudging.Tests.Models;

public class StopSequenceSearchTests
{
    [Fact]
    public void A_text_in_pieces_of_any_size_gives_the_index_of_a_plain_search_and_withholds_each_character_of_the_stop()
    {
        int searches = 0;
        for (int seed = 0; seed < 5000; seed++)
        {
            Random random = new(seed);
            string[] stops = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => new string(random.GetItems("ab".AsSpan(), random.Next(1, 7))))];
            string text = new(random.GetItems("aabbc".AsSpan(), 30));
            int first = Enumerable.Range(1, text.Length).FirstOrDefault(end => stops.Any(stop => text[..end].EndsWith(stop, StringComparison.Ordinal)), -1);
            int expected = first < 0 ? -1 : first - stops.Where(stop => text[..first].EndsWith(stop, StringComparison.Ordinal)).Max(stop => stop.Length);
            StopSequenceSearch search = new(stops);
            int released = 0;
            for (int length = 0; length < text.Length;)
            {
                int piece = Math.Min(random.Next(5), text.Length - length);
                bool found = search.Append(text.AsSpan(length, piece));
                length += piece;
                Assert.Equal(expected >= 0 && length >= first, found);
                Assert.Equal(found ? expected : -1, search.Index);
                if (!found)
                {
                    int partial = Enumerable.Range(0, length + 1).First(start => stops.Any(stop => stop.StartsWith(text[start..length], StringComparison.Ordinal)));
                    Assert.Equal(length - partial, search.PartialLength);
                    released = partial;
                }
            }

            Assert.True(expected < 0 || released <= expected);
            searches += expected >= 0 ? 1 : 0;
        }

        Assert.InRange(searches, 1000, 4999);
    }

    [Theory]
    [InlineData("ab<", 1)]
    [InlineData("ab<|", 2)]
    [InlineData("a<|e", 3)]
    [InlineData("ab", 0)]
    [InlineData("", 0)]
    public void The_partial_length_is_the_length_of_the_longest_suffix_that_is_a_prefix_of_a_stop_sequence(string text, int length)
    {
        StopSequenceSearch search = new(["<|end|>", "<|e!"]);
        Assert.False(search.Append(text));
        Assert.Equal(length, search.PartialLength);
    }

    [Fact]
    public void A_search_without_stop_sequences_finds_nothing()
    {
        StopSequenceSearch search = new([]);
        Assert.False(search.Append("text"));
        Assert.Equal((-1, 0), (search.Index, search.PartialLength));
    }

    [Fact]
    public void An_empty_stop_sequence_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new StopSequenceSearch(["a", ""]));
        Assert.Contains("The stop sequence 1 is empty", error.Message, StringComparison.Ordinal);
    }
}
