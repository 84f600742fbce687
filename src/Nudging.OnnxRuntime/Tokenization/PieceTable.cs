using System.Numerics;
using System.Runtime.CompilerServices;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>The pieces of a vocabulary and their ids, found without making a string.</summary>
/// <remarks>Thread safe once it is filled.</remarks>
internal sealed class PieceTable
{
    private Entry[] _entries;

    // Places among the entries, from 1; linear probing.
    private int[] _slots;

    public PieceTable(int capacity = 1024)
    {
        _entries = new Entry[capacity];
        _slots = new int[BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, 2 * capacity))];
    }

    /// <summary>Gets how many pieces there are.</summary>
    public int Count { get; private set; }

    /// <summary>Gets the pieces in the order in which they came.</summary>
    public IEnumerable<(string Piece, int Id)> Entries => _entries.Take(Count).Select(entry => (entry.Piece, entry.Id));

    /// <summary>Adds a piece, unless it is there.</summary>
    public bool TryAdd(string piece, int id)
    {
        int hash = string.GetHashCode(piece.AsSpan());
        int slot = Slot(piece, hash);
        if (_slots[slot] > 0)
        {
            return false;
        }

        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, 2 * Count);
        }

        _entries[Count++] = new(piece, id, hash);
        _slots[slot] = Count;
        if (Count > _slots.Length / 2)
        {
            Grow();
        }

        return true;
    }

    /// <summary>Finds the id of a piece.</summary>
    public bool TryFind(ReadOnlySpan<char> piece, out int id)
    {
        int index = _slots[Slot(piece, string.GetHashCode(piece))];
        id = index > 0 ? _entries[index - 1].Id : -1;
        return index > 0;
    }

    // Where it is, or the free slot where it would be. Optimized at once, since loading is over before it would be.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Slot(ReadOnlySpan<char> piece, int hash)
    {
        int slot = hash & (_slots.Length - 1);
        while (_slots[slot] is var index and > 0)
        {
            ref readonly Entry entry = ref _entries[index - 1];
            if (entry.Hash == hash && piece.SequenceEqual(entry.Piece))
            {
                break;
            }

            slot = (slot + 1) & (_slots.Length - 1);
        }

        return slot;
    }

    private void Grow()
    {
        _slots = new int[2 * _slots.Length];
        for (int index = 0; index < Count; index++)
        {
            int slot = _entries[index].Hash & (_slots.Length - 1);
            while (_slots[slot] > 0)
            {
                slot = (slot + 1) & (_slots.Length - 1);
            }

            _slots[slot] = index + 1;
        }
    }

    private readonly record struct Entry(string Piece, int Id, int Hash);
}
