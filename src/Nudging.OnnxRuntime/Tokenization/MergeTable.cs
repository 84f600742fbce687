using System.Numerics;
using System.Runtime.CompilerServices;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>The merges: a pair of tokens, its rank and the token that the pair becomes.</summary>
/// <remarks>Thread safe once all merges are set.</remarks>
internal sealed class MergeTable
{
    /// <summary>The result of <see cref="Find"/> for a pair that does not merge; higher than any merge.</summary>
    public const ulong None = ulong.MaxValue;

    private Entry[] _entries;
    private int _count;

    public MergeTable(int capacity = 1024) => _entries = NewEntries(capacity);

    /// <summary>Creates the merges of a vocabulary that lists none: a pair merges if the vocabulary has the joined text.</summary>
    /// <param name="pieces">The vocabulary.</param>
    /// <param name="rankOf">Gets the rank of a piece by its id.</param>
    [MethodImpl(JitOptions.SkipTiering)]
    public static MergeTable FromPieces(Vocabulary pieces, Func<int, int> rankOf)
    {
        var table = new MergeTable(2 * pieces.Count);
        for (int index = 0; index < pieces.Count; index++)
        {
            ReadOnlySpan<char> piece = pieces.Piece(index);
            int id = pieces.Id(index);
            for (int place = 1; place < piece.Length; place++)
            {
                if (pieces.TryFind(piece[..place], out int left) && pieces.TryFind(piece[place..], out int right))
                {
                    table.Set(left, right, rankOf(id), id);
                }
            }
        }

        return table;
    }

    /// <summary>Sets the merge of a pair; replaces an earlier merge of the pair.</summary>
    [MethodImpl(JitOptions.SkipTiering)]
    public void Set(int left, int right, int rank, int id)
    {
        if (_count + 1 > _entries.Length / 4 * 3)
        {
            Entry[] old = _entries;
            _entries = NewEntries(old.Length);
            foreach (Entry entry in old)
            {
                if (entry.Pair >= 0)
                {
                    _entries[Slot(entry.Pair)] = entry;
                }
            }
        }

        long pair = Pair(left, right);
        ref Entry place = ref _entries[Slot(pair)];
        _count += place.Pair < 0 ? 1 : 0;
        place = new(pair, ((ulong)(uint)rank << 32) | (uint)id);
    }

    /// <summary>Finds the merge of a pair.</summary>
    /// <returns>The rank in the upper 32 bits and the id in the lower 32 bits; <see cref="None"/> if the pair does not merge.</returns>
    [MethodImpl(JitOptions.SkipTiering)]
    public ulong Find(int left, int right)
    {
        ref readonly Entry place = ref _entries[Slot(Pair(left, right))];
        return place.Pair < 0 ? None : place.Merge;
    }

    /// <summary>Copies the table without the merges that produce some tokens.</summary>
    /// <param name="ids">The tokens.</param>
    /// <returns>The copy; this table where no merge produces one of the tokens.</returns>
    public MergeTable Without(IReadOnlySet<int> ids)
    {
        if (!_entries.Any(entry => entry.Pair >= 0 && ids.Contains((int)entry.Merge)))
        {
            return this;
        }

        var table = new MergeTable(_count);
        foreach (Entry entry in _entries.Where(entry => entry.Pair >= 0 && !ids.Contains((int)entry.Merge)))
        {
            table.Set((int)(entry.Pair >> 32), (int)entry.Pair, (int)(entry.Merge >> 32), (int)entry.Merge);
        }

        return table;
    }

    private static long Pair(int left, int right) => ((long)left << 32) | (uint)right;

    private static Entry[] NewEntries(int capacity)
    {
        var entries = new Entry[BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, capacity / 3 * 4))];
        Array.Fill(entries, new(-1, None));
        return entries;
    }

    [MethodImpl(JitOptions.SkipTiering)]
    private int Slot(long pair)
    {
        int mask = _entries.Length - 1;
        int slot = (int)(((ulong)pair * 0x9E3779B97F4A7C15) >> 32) & mask;
        while (_entries[slot].Pair is var found && found != pair && found >= 0)
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    private readonly record struct Entry(long Pair, ulong Merge);
}
