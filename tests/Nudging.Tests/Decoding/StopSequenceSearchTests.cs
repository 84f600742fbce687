using Nudging.Decoding;

namespace Nudging.Tests.Decoding;

public class StopSequenceSearchTests
{
    [Fact]
    public void Pieces_of_any_size_give_the_same_place_and_nothing_of_it_is_released_before()
    {
        for (int seed = 0; seed < 5000; seed++)
        {
            Random random = new(seed);
            string[] stops = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => new string(random.GetItems("ab".AsSpan(), random.Next(2, 6))))];
            string text = new(random.GetItems("abc".AsSpan(), 30));
            StopSequenceSearch search = new(stops);
            int whole = search.Find(text, 0);
            int released = 0;
            int found = -1;
            for (int length = 0; length < text.Length && found < 0;)
            {
                int searched = length;
                length = Math.Min(text.Length, length + random.Next(1, 5));
                found = search.Find(text.AsSpan(0, length), searched);
                released = found < 0 ? length - search.PartialLength(text.AsSpan(0, length)) : released;
            }

            Assert.Equal(whole, found);
            Assert.True(found < 0 || released <= found);
            int first = Enumerable.Range(0, text.Length).FirstOrDefault(end => stops.Any(stop => text[..(end + 1)].EndsWith(stop, StringComparison.Ordinal)), -1);
            Assert.Equal(first < 0 ? -1 : first + 1 - stops.Where(stop => text[..(first + 1)].EndsWith(stop, StringComparison.Ordinal)).Max(stop => stop.Length), whole);
        }
    }

    [Theory]
    [InlineData("ab<", 1)]
    [InlineData("ab<|", 2)]
    [InlineData("a<|e", 3)]
    [InlineData("ab", 0)]
    [InlineData("", 0)]
    public void No_more_is_held_back_than_may_begin_a_stop_sequence(string text, int length) =>
        Assert.Equal(length, new StopSequenceSearch(["<|end|>", "<|e!"]).PartialLength(text));
}
