using System.Runtime.CompilerServices;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Merges the pairs of a word: the pair of the lowest rank first, and the leftmost of equal ranks.</summary>
internal static class PairMerger
{
    // Up to this length, a scan of all pairs for each merge is faster than a priority queue.
    private const int ShortWord = 64;

    /// <summary>Merges tokens in place.</summary>
    /// <param name="table">The merges.</param>
    /// <param name="ids">The token ids.</param>
    /// <param name="ends">The end of each token; a merged token has the end of its right part.</param>
    /// <returns>The number of tokens that remain.</returns>
    public static int Merge(MergeTable table, Span<int> ids, Span<int> ends) =>
        ids.Length <= ShortWord ? MergeShort(table, ids, ends) : MergeLong(table, ids, ends);

    [MethodImpl(JitOptions.SkipTiering)]
    private static int MergeShort(MergeTable table, Span<int> ids, Span<int> ends)
    {
        int count = ids.Length;
        Span<ulong> merges = stackalloc ulong[ShortWord];
        for (int i = 0; i < count - 1; i++)
        {
            merges[i] = table.Find(ids[i], ids[i + 1]);
        }

        while (count > 1)
        {
            int best = 0;
            for (int i = 1; i < count - 1; i++)
            {
                best = merges[i] >> 32 < merges[best] >> 32 ? i : best;
            }

            if (merges[best] == MergeTable.None)
            {
                break;
            }

            ids[best] = (int)merges[best];
            ends[best] = ends[best + 1];
            ids[(best + 2)..count].CopyTo(ids[(best + 1)..]);
            ends[(best + 2)..count].CopyTo(ends[(best + 1)..]);
            if (best + 2 < count)
            {
                merges[(best + 2)..(count - 1)].CopyTo(merges[(best + 1)..]);
            }

            count--;
            if (best > 0)
            {
                merges[best - 1] = table.Find(ids[best - 1], ids[best]);
            }

            if (best < count - 1)
            {
                merges[best] = table.Find(ids[best], ids[best + 1]);
            }
        }

        return count;
    }

    private static int MergeLong(MergeTable table, Span<int> ids, Span<int> ends)
    {
        int count = ids.Length;
        int[] next = new int[count];
        int[] previous = new int[count];
        ulong[] merges = new ulong[count];
        var waiting = new List<(int Place, ulong Order)>(count);
        for (int i = 0; i < count; i++)
        {
            next[i] = i + 1;
            previous[i] = i - 1;
            merges[i] = i + 1 < count ? table.Find(ids[i], ids[i + 1]) : MergeTable.None;
            if (merges[i] != MergeTable.None)
            {
                waiting.Add((i, Order(merges[i], i)));
            }
        }

        var queue = new PriorityQueue<int, ulong>(waiting);
        while (queue.TryDequeue(out int place, out ulong order))
        {
            if (merges[place] == MergeTable.None || Order(merges[place], place) != order)
            {
                // One of the two tokens has merged with another token since.
                continue;
            }

            int right = next[place];
            ids[place] = (int)merges[place];
            ends[place] = ends[right];
            next[place] = next[right];
            merges[right] = MergeTable.None;
            if (next[place] < count)
            {
                previous[next[place]] = place;
            }

            Look(place, ids);
            if (previous[place] >= 0)
            {
                Look(previous[place], ids);
            }
        }

        int left = 0;
        for (int i = 0; i < count; i = next[i])
        {
            (ids[left], ends[left]) = (ids[i], ends[i]);
            left++;
        }

        return left;

        void Look(int place, Span<int> ids)
        {
            merges[place] = next[place] < count ? table.Find(ids[place], ids[next[place]]) : MergeTable.None;
            if (merges[place] != MergeTable.None)
            {
                queue.Enqueue(place, Order(merges[place], place));
            }
        }
    }

    private static ulong Order(ulong merge, int place) => (merge & 0xFFFFFFFF00000000) | (uint)place;
}
