namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Maps token ids to bytes and text.</summary>
/// <remarks>Thread safe.</remarks>
internal abstract class Detokenizer
{
    /// <inheritdoc cref="ITokenizer.CreateDecoder"/>
    public abstract ITokenDecoder CreateDecoder(bool isWhole, bool showsSpecial);

    /// <inheritdoc cref="ITokenizer.BytesOf"/>
    public abstract ReadOnlyMemory<byte> BytesOf(int id);
}
