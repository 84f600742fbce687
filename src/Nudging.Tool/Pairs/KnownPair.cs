namespace Nudging.Tool.Pairs;

/// <summary>A pair of models that are known to work together.</summary>
/// <param name="Name">The name for <c>nudge get</c>.</param>
/// <param name="Base">The repository of the base model.</param>
/// <param name="Aligned">The repository of the aligned model.</param>
/// <param name="SharesTokenizer">Whether both models have the same tokens.</param>
internal sealed record KnownPair(string Name, string Base, string Aligned, bool SharesTokenizer);
