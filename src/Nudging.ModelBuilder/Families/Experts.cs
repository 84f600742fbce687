namespace Nudging.ModelBuilder.Families;

/// <summary>The mixture of experts of a family.</summary>
internal sealed record Experts
{
    /// <summary>Gets the name of the router, below the layer's prefix.</summary>
    public required string Router { get; init; }

    /// <summary>Gets the name of the list of experts, below the layer's prefix.</summary>
    public required string Prefix { get; init; }

    public string Gate { get; init; } = "gate_proj";

    public string Up { get; init; } = "up_proj";

    public string Down { get; init; } = "down_proj";

    public required int Count { get; init; }

    public required int PerToken { get; init; }

    public required int IntermediateSize { get; init; }

    /// <summary>Gets a value indicating whether the probabilities of the chosen experts are divided by their sum.</summary>
    public required bool IsNormalized { get; init; }

    /// <summary>Gets the rule that tells which layers have experts.</summary>
    public Func<int, bool> IsInLayer { get; init; } = _ => true;
}
