namespace Nudging.TestSupport.Hub;

/// <summary>A request that a <see cref="HubServer"/> received.</summary>
/// <param name="IsStorage">Whether the request came to the storage server; otherwise to the hub.</param>
/// <param name="Path">The path.</param>
/// <param name="Authorization">The header Authorization; null for none.</param>
/// <param name="Start">The first byte of the range; null without a range.</param>
public sealed record HubRequest(bool IsStorage, string Path, string? Authorization, long? Start);
