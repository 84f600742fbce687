namespace Nudging.Tool.Bench;

/// <summary>The inflated models.</summary>
/// <param name="Base">The number of parameters of the inflated base model.</param>
/// <param name="Aligned">The number of parameters of the inflated aligned model.</param>
/// <param name="IdenticalToOriginal">Whether the inflated pair gave the same segments as the original pair.</param>
internal sealed record InflationReport(long Base, long Aligned, bool IdenticalToOriginal);
