namespace Nudging.Models;

/// <summary>The description of a language model.</summary>
public sealed record LanguageModelInfo
{
    /// <summary>Gets the model's name, for messages and metadata.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the name of the engine that runs the model, such as <c>onnxruntime</c>.</summary>
    public required string ProviderName { get; init; }

    /// <summary>Gets the model's location: a file or a web address.</summary>
    /// <value>The default is <see langword="null"/>: unknown.</value>
    public Uri? Location { get; init; }

    /// <summary>Gets the maximum number of tokens of the prompt and all text after the prompt.</summary>
    public required int ContextLength { get; init; }

    /// <summary>Gets the capabilities of the engine that runs the model.</summary>
    /// <value>The default is none.</value>
    public LanguageModelCapabilities Capabilities { get; init; } = new();

    /// <summary>Gets the number of requests that the model serves at a time at full speed.</summary>
    /// <value>At least 1. The default is 1. More sessions may be open, but may evict each other's caches and compute more tokens.</value>
    public int MaxConcurrentRequests { get; init; } = 1;

    /// <summary>Gets the chat template of the model, as published (Jinja).</summary>
    /// <value>The default is <see langword="null"/>: the model has none.</value>
    public string? ChatTemplate { get; init; }

    /// <summary>Gets the chat template for requests with tools, where the model has a separate one.</summary>
    /// <value>The default is <see langword="null"/>: <see cref="ChatTemplate"/> serves these requests too.</value>
    public string? ToolUseChatTemplate { get; init; }

    /// <summary>Gets the text of the begin-of-sequence token, for templates that write this text.</summary>
    /// <value>The default is <see langword="null"/>: the model has none.</value>
    public string? BosToken { get; init; }

    /// <summary>Gets the text of the end-of-sequence token, for templates that write this text.</summary>
    /// <value>The default is <see langword="null"/>: the model has none.</value>
    public string? EosToken { get; init; }
}
