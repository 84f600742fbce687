using System.Text;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>The texts of the tokens of a vocabulary of pieces and bytes.</summary>
/// <remarks>Thread safe once it is filled.</remarks>
internal sealed class PieceTexts : TokenTexts
{
    private readonly Dictionary<int, PieceText> _pieces = [];

    /// <summary>Gets a value indicating whether the rules are those of SentencePiece, and not those of tokenizer.json.</summary>
    public required bool IsSentencePiece { get; init; }

    /// <summary>Gets a value indicating whether a whole text loses the space that it was given in front.</summary>
    public required bool TakesSpaceAway { get; init; }

    /// <summary>Gets or sets the text of a token; none for ids that have no token.</summary>
    public PieceText this[int id]
    {
        get => _pieces.GetValueOrDefault(id, new(string.Empty));
        set => _pieces[id] = value;
    }

    /// <inheritdoc/>
    public override ITokenDecoder CreateDecoder(bool isWhole, bool showsSpecial) => new PieceTokenDecoder(this, isWhole, showsSpecial);

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> BytesOf(int id) => this[id] switch
    {
        { IsSpecial: true } => default,
        { Byte: >= 0 and var value } => new[] { (byte)value },
        var piece => Encoding.UTF8.GetBytes(piece.Text),
    };
}
