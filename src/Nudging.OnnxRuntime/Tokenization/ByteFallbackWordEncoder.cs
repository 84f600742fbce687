using System.Runtime.CompilerServices;
using System.Text;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Encodes text by merging its characters, as SentencePiece does; a character without a token becomes its UTF-8 bytes.</summary>
/// <remarks>
/// A word may be a whole text, so the encoder splits the word between characters that are adjacent in no token: such
/// characters never merge, and the two sides do not affect each other.
/// </remarks>
internal sealed class ByteFallbackWordEncoder : WordEncoder
{
    private readonly Vocabulary _pieces;
    private readonly MergeTable _merges;
    private readonly int[] _bytes;
    private readonly AdjacentCharacterSet _adjacent;
    private readonly int[] _characters = new int[char.MaxValue + 1];

    /// <param name="pieces">The tokens of single characters and the tokens that merges produce.</param>
    /// <param name="merges">The merges, none of which involves a byte token.</param>
    /// <param name="bytes">The ids of the 256 byte tokens.</param>
    public ByteFallbackWordEncoder(Vocabulary pieces, MergeTable merges, int[] bytes)
    {
        _pieces = pieces;
        _merges = merges;
        _bytes = bytes;
        _adjacent = new(pieces.Entries.Select(entry => entry.Piece));
        Array.Fill(_characters, -1);
        foreach ((string piece, int id) in pieces.Entries)
        {
            if (piece.Length == 1)
            {
                _characters[piece[0]] = id;
            }
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int> Bytes => _bytes;

    /// <inheritdoc/>
    public override WordEncoder Without(IReadOnlySet<int> ids)
    {
        MergeTable merges = _merges.Without(ids);
        if (ReferenceEquals(merges, _merges) && !_pieces.Entries.Any(entry => ids.Contains(entry.Id) && IsCharacter(entry.Piece)))
        {
            return this;
        }

        var pieces = new Vocabulary(_pieces.Count);
        foreach ((string piece, int id) in _pieces.Entries.Where(entry => !ids.Contains(entry.Id)))
        {
            pieces.TryAdd(piece, id);
        }

        return new ByteFallbackWordEncoder(pieces, merges, _bytes);

        static bool IsCharacter(string piece) => piece.Length == 1 || (piece.Length == 2 && char.IsSurrogatePair(piece, 0));
    }

    /// <inheritdoc/>
    public override bool CanCut(char before, char after) => !_adjacent.Contains(before, after);

    /// <inheritdoc/>
    [MethodImpl(JitOptions.SkipTiering)]
    public override void Encode(ReadOnlySpan<char> word, int start, EncodedTextBuilder tokens, OrdinaryWords? ordinary = null)
    {
        int done = 0;
        for (int place = 1; place < word.Length; place++)
        {
            if (CanCut(word[place - 1], word[place]) && !char.IsLowSurrogate(word[place]))
            {
                base.Encode(word[done..place], start + done, tokens, ordinary);
                done = place;
            }
        }

        if (done < word.Length)
        {
            base.Encode(word[done..], start + done, tokens, ordinary);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(JitOptions.SkipTiering)]
    protected override int Encode(ReadOnlySpan<char> word, Span<int> ids, Span<int> ends)
    {
        Span<byte> utf8 = stackalloc byte[4];
        int count = 0;
        for (int place = 0; place < word.Length;)
        {
            Rune.DecodeFromUtf16(word[place..], out Rune rune, out int units);
            int id = Find(word.Slice(place, units));
            place += units;
            if (id >= 0)
            {
                ids[count] = id;
                ends[count++] = place;
                continue;
            }

            int length = rune.EncodeToUtf8(utf8);
            for (int i = 0; i < length; i++)
            {
                ids[count] = _bytes[utf8[i]];
                ends[count++] = i == length - 1 ? place : -1;
            }
        }

        return PairMerger.Merge(_merges, ids[..count], ends[..count]);
    }

    [MethodImpl(JitOptions.SkipTiering)]
    private int Find(ReadOnlySpan<char> character)
    {
        if (character.Length == 1)
        {
            return _characters[character[0]];
        }

        return _pieces.TryFind(character, out int id) ? id : -1;
    }
}
