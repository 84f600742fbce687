using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Decodes tokens that are text or single bytes.</summary>
/// <remarks>
/// Where bytes are not a character, SentencePiece replaces each of these bytes by U+FFFD, and a control token ends a run
/// of bytes. Decoders of tokenizer.json replace all bytes of the run, and skip special tokens. In a continuation, only the
/// invalid bytes are replaced in either case, since the decoder cannot withdraw text that it has returned.
/// </remarks>
internal sealed class ByteFallbackTokenDecoder(ByteFallbackDetokenizer tokens, bool isWhole, bool showsSpecial) : ITokenDecoder
{
    private readonly bool _holdsRuns = isWhole && !tokens.IsSentencePiece;
    private readonly List<byte> _bytes = [];
    private bool _stripsLeadingSpace = isWhole && tokens.StripsLeadingSpace;

    /// <inheritdoc/>
    public bool IsInsideCharacter => _bytes.Count > 0;

    /// <inheritdoc/>
    public string Next(int id)
    {
        DecodedToken token = tokens[id];
        if (token.IsSpecial && !showsSpecial)
        {
            return tokens.IsSentencePiece ? Flush() : string.Empty;
        }

        if (token.Byte >= 0)
        {
            _bytes.Add((byte)token.Byte);
            return _holdsRuns ? string.Empty : StripLeadingSpace(DecodeCharacters(isEnd: false), isMark: false);
        }

        string run = Flush();
        string text = StripLeadingSpace(token.Text, token.HasSpaceMark);
        return run.Length == 0 ? text : run + text;
    }

    /// <inheritdoc/>
    public string Flush() => _bytes.Count == 0 ? string.Empty : StripLeadingSpace(_holdsRuns ? DecodeRun() : DecodeCharacters(isEnd: true), isMark: false);

    // SentencePiece strips a leading space only where the vocabulary writes a space mark.
    private string StripLeadingSpace(string text, bool isMark)
    {
        if (!_stripsLeadingSpace || text.Length == 0)
        {
            return text;
        }

        _stripsLeadingSpace = false;
        return text[0] == ' ' && (isMark || !tokens.IsSentencePiece) ? text[1..] : text;
    }

    private string DecodeRun()
    {
        ReadOnlySpan<byte> run = CollectionsMarshal.AsSpan(_bytes);
        string text = Utf8.IsValid(run) ? Encoding.UTF8.GetString(run) : new('\uFFFD', run.Length);
        _bytes.Clear();
        return text;
    }

    private string DecodeCharacters(bool isEnd)
    {
        ReadOnlySpan<byte> rest = CollectionsMarshal.AsSpan(_bytes);
        string text = string.Empty;
        while (!rest.IsEmpty)
        {
            OperationStatus status = Rune.DecodeFromUtf8(rest, out Rune rune, out int length);
            if (status == OperationStatus.NeedMoreData && !isEnd)
            {
                break;
            }

            text += rune.ToString();
            rest = rest[(status == OperationStatus.Done ? length : 1)..];
        }

        _bytes.RemoveRange(0, _bytes.Count - rest.Length);
        return text;
    }
}
