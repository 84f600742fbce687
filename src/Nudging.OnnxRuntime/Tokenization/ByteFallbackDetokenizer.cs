using System.Text;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Maps the tokens of a vocabulary with byte fallback to text.</summary>
/// <remarks>Thread safe once all tokens are set.</remarks>
internal sealed class ByteFallbackDetokenizer : Detokenizer
{
    private readonly Dictionary<int, DecodedToken> _tokens = [];

    /// <summary>Gets a value indicating whether decoding follows SentencePiece rather than tokenizer.json.</summary>
    public required bool IsSentencePiece { get; init; }

    /// <summary>Gets a value indicating whether decoding a whole text removes the leading space.</summary>
    public required bool StripsLeadingSpace { get; init; }

    /// <summary>Gets or sets the text of a token; empty for ids without a token.</summary>
    public DecodedToken this[int id]
    {
        get => _tokens.GetValueOrDefault(id, new(string.Empty));
        set => _tokens[id] = value;
    }

    /// <inheritdoc/>
    public override ITokenDecoder CreateDecoder(bool isWhole, bool showsSpecial) => new ByteFallbackTokenDecoder(this, isWhole, showsSpecial);

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> BytesOf(int id) => this[id] switch
    {
        { IsSpecial: true } => default,
        { Byte: >= 0 and var value } => new[] { (byte)value },
        var piece => Encoding.UTF8.GetBytes(piece.Text),
    };
}
