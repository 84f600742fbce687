using Nudging.OnnxRuntime.Tokenization;

namespace Nudging.OnnxRuntime.Tests.Tokenization;

public sealed class PairMergerTests
{
    [Fact]
    public void Merging_a_word_of_any_length_equals_repeated_scans_for_the_lowest_rank()
    {
        var random = new Random(31);
        for (int round = 0; round < 300; round++)
        {
            var table = new MergeTable();
            for (int merge = 0; merge < 60; merge++)
            {
                table.Set(random.Next(12), random.Next(12), random.Next(8), random.Next(12));
            }

            int[] ids = [.. Enumerable.Range(0, random.Next(150)).Select(_ => random.Next(6))];
            int[] ends = [.. Enumerable.Range(0, ids.Length)];
            (int[] expectedIds, int[] expectedEnds) = MergeSlowly(table, ids, ends);
            int count = PairMerger.Merge(table, ids, ends);
            Assert.Equal(expectedIds, ids[..count]);
            Assert.Equal(expectedEnds, ends[..count]);
        }
    }

    private static (int[] Ids, int[] Ends) MergeSlowly(MergeTable table, int[] word, int[] places)
    {
        List<int> ids = [.. word];
        List<int> ends = [.. places];
        while (true)
        {
            int best = -1;
            for (int i = 0; i + 1 < ids.Count; i++)
            {
                if (table.Find(ids[i], ids[i + 1]) is var merge and not MergeTable.None
                    && (best < 0 || merge >> 32 < table.Find(ids[best], ids[best + 1]) >> 32))
                {
                    best = i;
                }
            }

            if (best < 0)
            {
                return ([.. ids], [.. ends]);
            }

            ids[best] = (int)table.Find(ids[best], ids[best + 1]);
            ids.RemoveAt(best + 1);
            ends.RemoveAt(best);
        }
    }
}
