using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Decodes tokens that are pieces of text or bytes.</summary>
/// <remarks>
/// SentencePiece replaces each byte that is no part of a character by U+FFFD, and a control token ends a run of bytes.
/// tokenizer.json replaces all bytes of a run if one of them is no part of a character, and passes over special tokens.
/// In a continuation it replaces them one by one too, since text that has come is not taken back.
/// </remarks>
internal sealed class PieceTokenDecoder(PieceTexts pieces, bool isWhole, bool showsSpecial) : ITokenDecoder
{
    private readonly bool _holdsRuns = isWhole && !pieces.IsSentencePiece;
    private readonly List<byte> _bytes = [];
    private bool _takesSpaceAway = isWhole && pieces.TakesSpaceAway;

    /// <inheritdoc/>
    public bool IsInsideCharacter => _bytes.Count > 0;

    /// <inheritdoc/>
    public string Next(int id)
    {
        PieceText piece = pieces[id];
        if (piece.IsSpecial && !showsSpecial)
        {
            return pieces.IsSentencePiece ? Flush() : string.Empty;
        }

        if (piece.Byte >= 0)
        {
            _bytes.Add((byte)piece.Byte);
            return _holdsRuns ? string.Empty : WithoutSpace(TakeCharacters(isEnd: false), isMark: false);
        }

        string run = Flush();
        string text = WithoutSpace(piece.Text, piece.HasMark);
        return run.Length == 0 ? text : run + text;
    }

    /// <inheritdoc/>
    public string Flush() => _bytes.Count == 0 ? string.Empty : WithoutSpace(_holdsRuns ? TakeRun() : TakeCharacters(isEnd: true), isMark: false);

    // The first text loses its space: with SentencePiece only one that a piece has brought.
    private string WithoutSpace(string text, bool isMark)
    {
        if (!_takesSpaceAway || text.Length == 0)
        {
            return text;
        }

        _takesSpaceAway = false;
        return text[0] == ' ' && (isMark || !pieces.IsSentencePiece) ? text[1..] : text;
    }

    private string TakeRun()
    {
        ReadOnlySpan<byte> run = CollectionsMarshal.AsSpan(_bytes);
        string text = Utf8.IsValid(run) ? Encoding.UTF8.GetString(run) : new('\uFFFD', run.Length);
        _bytes.Clear();
        return text;
    }

    private string TakeCharacters(bool isEnd)
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
