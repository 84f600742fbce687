namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>The texts of a vocabulary's tokens.</summary>
internal abstract class TokenTexts
{
    /// <inheritdoc cref="ITokenizer.CreateDecoder"/>
    public abstract ITokenDecoder CreateDecoder(bool isWhole, bool showsSpecial);

    /// <inheritdoc cref="ITokenizer.BytesOf"/>
    public abstract ReadOnlyMemory<byte> BytesOf(int id);
}
