using System.Numerics;
using System.Runtime.CompilerServices;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Which neighbours merge into what, and which of them first.</summary>
/// <remarks>Thread safe once it is filled.</remarks>
internal sealed class MergeTable
{
    /// <summary>What <see cref="Find"/> gives for neighbours that do not merge; its rank is after all others.</summary>
    public const ulong None = ulong.MaxValue;

    private Entry[] _entries;
    private int _count;

    public MergeTable(int capacity = 1024) => _entries = NewEntries(capacity);

    /// <summary>The merges of a vocabulary that lists none: neighbours merge wherever their join is a piece.</summary>
    /// <param name="pieces">The vocabulary.</param>
    /// <param name="rankOf">The rank of a piece.</param>
    [MethodImpl(Compiled.AtOnce)]
    public static MergeTable FromPieces(PieceTable pieces, Func<int, int> rankOf)
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

    /// <summary>Adds a merge; of two for the same neighbours the later one counts.</summary>
    [MethodImpl(Compiled.AtOnce)]
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

    /// <summary>Finds what two neighbours merge into.</summary>
    /// <returns>The rank in the upper half and the id in the lower; <see cref="None"/> if they do not merge.</returns>
    [MethodImpl(Compiled.AtOnce)]
    public ulong Find(int left, int right)
    {
        ref readonly Entry place = ref _entries[Slot(Pair(left, right))];
        return place.Pair < 0 ? None : place.Merge;
    }

    private static long Pair(int left, int right) => ((long)left << 32) | (uint)right;

    private static Entry[] NewEntries(int capacity)
    {
        var entries = new Entry[BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, capacity / 3 * 4))];
        Array.Fill(entries, new(-1, None));
        return entries;
    }

    [MethodImpl(Compiled.AtOnce)]
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
