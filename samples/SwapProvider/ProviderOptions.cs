namespace SwapProvider;

/// <summary>The provider and its settings.</summary>
internal sealed record ProviderOptions(string Provider, string Model, Uri? Endpoint, string? ApiKey);
