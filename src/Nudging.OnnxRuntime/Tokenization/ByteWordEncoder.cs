using System.Runtime.CompilerServices;
using System.Text;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Encodes words from their UTF-8 bytes, as GPT-2 and its many successors do.</summary>
/// <param name="vocabulary">The tokens in the letters of <see cref="ByteAlphabet"/>.</param>
/// <param name="merges">What merges.</param>
/// <param name="looksUpWholeWords">Whether a word that is a token by itself is never merged from its parts.</param>
internal sealed class ByteWordEncoder(PieceTable vocabulary, MergeTable merges, bool looksUpWholeWords) : WordEncoder
{
    private readonly int[] _bytes =
        [.. Enumerable.Range(0, 256).Select(value => vocabulary.TryFind([ByteAlphabet.Letter((byte)value)], out int id) ? id : -1)];

    // Made when it is first asked for: few texts have characters that need it.
    private readonly Lazy<EastAsianSpans> _spans = new(() => new(vocabulary.Entries.Select(entry => ByteAlphabet.Decode(entry.Piece))));

    /// <inheritdoc/>
    public override bool CanCut(char before, char after) =>
        !looksUpWholeWords && EastAsianSpans.Covers(before) && EastAsianSpans.Covers(after) && !_spans.Value.Contains(before, after);

    /// <inheritdoc/>
    [MethodImpl(Compiled.AtOnce)]
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

        if (looksUpWholeWords && TryFindWhole(ids[..count], out int whole))
        {
            ids[0] = whole;
            ends[0] = word.Length;
            return 1;
        }

        for (int i = 0; i < count; i++)
        {
            ids[i] = _bytes[ids[i]];
        }

        return PairMerger.Merge(merges, ids[..count], ends[..count]);
    }

    private bool TryFindWhole(ReadOnlySpan<int> bytes, out int id)
    {
        const int Short = 256;
        Span<char> letters = bytes.Length <= Short ? stackalloc char[bytes.Length] : new char[bytes.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            letters[i] = ByteAlphabet.Letter((byte)bytes[i]);
        }

        return vocabulary.TryFind(letters, out id);
    }
}
