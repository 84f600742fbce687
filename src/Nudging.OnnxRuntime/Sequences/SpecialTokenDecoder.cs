using Nudging.OnnxRuntime.Tokenization;

namespace Nudging.OnnxRuntime.Sequences;

/// <summary>Decodes tokens, and writes some special tokens as text.</summary>
/// <param name="inner">Decodes all other tokens.</param>
/// <param name="visible">The texts of the special tokens by their ids.</param>
internal sealed class SpecialTokenDecoder(ITokenDecoder inner, IReadOnlyDictionary<int, string> visible) : ITokenDecoder
{
    /// <inheritdoc/>
    public bool IsInsideCharacter => inner.IsInsideCharacter;

    /// <inheritdoc/>
    public string Next(int id) => visible.TryGetValue(id, out string? text) ? inner.Flush() + text : inner.Next(id);

    /// <inheritdoc/>
    public string Flush() => inner.Flush();
}
