using System.Runtime.CompilerServices;
using System.Text;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Encodes words by merging their UTF-8 bytes, as GPT-2 does.</summary>
/// <param name="vocabulary">The tokens in the characters of <see cref="ByteAlphabet"/>.</param>
/// <param name="merges">The merges.</param>
/// <param name="looksUpWholeWords">Whether a word that is a token becomes this token without merges (<c>ignore_merges</c>).</param>
internal sealed class ByteLevelWordEncoder(Vocabulary vocabulary, MergeTable merges, bool looksUpWholeWords) : WordEncoder
{
    private readonly int[] _bytes =
        [.. Enumerable.Range(0, 256).Select(value => vocabulary.TryFind([ByteAlphabet.Letter((byte)value)], out int id) ? id : -1)];

    // Lazy, since few texts have such characters.
    private readonly Lazy<AdjacentCjkSet> _adjacentCjk = new(() => new(vocabulary.Entries.Select(entry => ByteAlphabet.Decode(entry.Piece))));

    // The tokens that a whole word does not become.
    private IReadOnlySet<int> _excluded = new HashSet<int>();

    /// <inheritdoc/>
    public override IReadOnlyList<int> Bytes => _bytes;

    /// <inheritdoc/>
    public override WordEncoder Without(IReadOnlySet<int> ids)
    {
        MergeTable others = merges.Without(ids);
        bool isWord = looksUpWholeWords && vocabulary.Entries.Any(entry => ids.Contains(entry.Id));
        return isWord || !ReferenceEquals(others, merges) ? new ByteLevelWordEncoder(vocabulary, others, looksUpWholeWords) { _excluded = ids } : this;
    }

    /// <inheritdoc/>
    public override bool CanCut(char before, char after) =>
        !looksUpWholeWords && AdjacentCjkSet.Covers(before) && AdjacentCjkSet.Covers(after) && !_adjacentCjk.Value.Contains(before, after);

    /// <inheritdoc/>
    [MethodImpl(JitOptions.SkipTiering)]
    protected override int Encode(ReadOnlySpan<char> word, Span<int> ids, Span<int> ends)
    {
        Span<byte> utf8 = stackalloc byte[4];
        int count = 0;
        for (int place = 0; place < word.Length;)
        {
            Rune.DecodeFromUtf16(word[place..], out Rune rune, out int units);
            place += units;
            int length = rune.EncodeToUtf8(utf8);
            for (int i = 0; i < length; i++)
            {
                ids[count] = utf8[i];
                ends[count++] = i == length - 1 ? place : -1;
            }
        }

        if (looksUpWholeWords && TryFindWord(ids[..count], out int token))
        {
            ids[0] = token;
            ends[0] = word.Length;
            return 1;
        }

        for (int i = 0; i < count; i++)
        {
            ids[i] = _bytes[ids[i]];
        }

        return PairMerger.Merge(merges, ids[..count], ends[..count]);
    }

    private bool TryFindWord(ReadOnlySpan<int> bytes, out int id)
    {
        const int Short = 256;
        Span<char> letters = bytes.Length <= Short ? stackalloc char[bytes.Length] : new char[bytes.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            letters[i] = ByteAlphabet.Letter((byte)bytes[i]);
        }

        return vocabulary.TryFind(letters, out id) && !_excluded.Contains(id);
    }
}
