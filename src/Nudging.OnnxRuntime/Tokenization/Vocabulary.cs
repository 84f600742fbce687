using System.Numerics;
using System.Runtime.CompilerServices;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>The tokens of a vocabulary as text (pieces) and their ids, found by a span of characters.</summary>
/// <remarks>Thread safe once all pieces are added.</remarks>
internal sealed class Vocabulary
{
    private const int UsualLength = 8;

    private readonly Lazy<Dictionary<int, int>> _places;

    // One array for all pieces: many small strings would make work for the garbage collector.
    private char[] _text;
    private Entry[] _entries;

    // The hash of a piece in the upper 32 bits, its index plus 1 in the lower 32 bits; linear probing.
    private ulong[] _slots;

    public Vocabulary(int capacity = 1024)
    {
        _text = new char[UsualLength * capacity];
        _entries = new Entry[capacity];
        _slots = new ulong[BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, capacity / 3 * 4))];
        _places = new(() => Enumerable.Range(0, Count).ToDictionary(place => _entries[place].Id));
    }

    /// <summary>Gets the number of pieces.</summary>
    public int Count { get; private set; }

    /// <summary>Gets the pieces in the order in which they were added.</summary>
    public IEnumerable<(string Piece, int Id)> Entries => Enumerable.Range(0, Count).Select(place => (Piece(place).ToString(), Id(place)));

    /// <summary>Gets a piece by its index in <see cref="Entries"/>.</summary>
    public ReadOnlySpan<char> Piece(int place) => _text.AsSpan(_entries[place].Start, _entries[place].Length);

    /// <summary>Gets the id of a piece by its index in <see cref="Entries"/>.</summary>
    public int Id(int place) => _entries[place].Id;

    /// <summary>Gets the piece of an id; empty for ids without a piece.</summary>
    public ReadOnlySpan<char> PieceOf(int id) => _places.Value.TryGetValue(id, out int place) ? Piece(place) : [];

    /// <summary>Adds a piece; returns <see langword="false"/> if the vocabulary already has the piece.</summary>
    [MethodImpl(JitOptions.SkipTiering)]
    public bool TryAdd(ReadOnlySpan<char> piece, int id)
    {
        uint hash = Hash(piece);
        int slot = Slot(piece, hash);
        if (_slots[slot] > 0)
        {
            return false;
        }

        int start = Count == 0 ? 0 : _entries[Count - 1].End;
        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, 2 * Count);
        }

        if (start + piece.Length > _text.Length)
        {
            Array.Resize(ref _text, 2 * (start + piece.Length));
        }

        piece.CopyTo(_text.AsSpan(start));
        _entries[Count++] = new(start, piece.Length, id);
        _slots[slot] = ((ulong)hash << 32) | (uint)Count;
        if (Count > _slots.Length / 4 * 3)
        {
            Grow();
        }

        return true;
    }

    /// <summary>Finds the id of a piece.</summary>
    [MethodImpl(JitOptions.SkipTiering)]
    public bool TryFind(ReadOnlySpan<char> piece, out int id)
    {
        int index = (int)_slots[Slot(piece, Hash(piece))];
        id = index > 0 ? _entries[index - 1].Id : -1;
        return index > 0;
    }

    private static uint Hash(ReadOnlySpan<char> piece) => (uint)string.GetHashCode(piece);

    // Finds the slot of the piece, or the free slot for the piece.
    [MethodImpl(JitOptions.SkipTiering)]
    private int Slot(ReadOnlySpan<char> piece, uint hash)
    {
        int slot = (int)hash & (_slots.Length - 1);
        while (_slots[slot] is var found and > 0)
        {
            if ((uint)(found >> 32) == hash && piece.SequenceEqual(Piece((int)found - 1)))
            {
                break;
            }

            slot = (slot + 1) & (_slots.Length - 1);
        }

        return slot;
    }

    [MethodImpl(JitOptions.SkipTiering)]
    private void Grow()
    {
        ulong[] old = _slots;
        _slots = new ulong[2 * old.Length];
        foreach (ulong found in old)
        {
            if (found > 0)
            {
                int slot = (int)(found >> 32) & (_slots.Length - 1);
                while (_slots[slot] > 0)
                {
                    slot = (slot + 1) & (_slots.Length - 1);
                }

                _slots[slot] = found;
            }
        }
    }

    private readonly record struct Entry(int Start, int Length, int Id)
    {
        public int End => Start + Length;
    }
}
