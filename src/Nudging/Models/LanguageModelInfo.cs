namespace Nudging.Models;

/// <summary>What is known about a language model.</summary>
public sealed record LanguageModelInfo
{
    /// <summary>Gets the model's name, for messages and metadata.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the name of what runs the model, such as <c>onnxruntime</c>.</summary>
    public required string ProviderName { get; init; }

    /// <summary>Gets where the model is: a file or a web address.</summary>
    /// <value>The default is <see langword="null"/>: not known.</value>
    public Uri? Location { get; init; }

    /// <summary>Gets the most tokens the prompt and everything after it may have.</summary>
    public required int ContextLength { get; init; }

    /// <summary>Gets a value indicating whether several tokens can be appended in one forward pass.</summary>
    /// <value>
    /// <see langword="true"/> where scoring a draft costs one pass, <see langword="false"/> where it costs one pass a
    /// token. Results never depend on it.
    /// </value>
    public bool ScoresDraftInOnePass { get; init; }

    /// <summary>Gets how many requests can be under way at once without getting in each other's way.</summary>
    /// <value>The default is 1. A model takes more sessions than that, but may have to compute again for one what another has displaced.</value>
    public int MaxConcurrentRequests { get; init; } = 1;

    /// <summary>Gets the chat template of the model, in the form it is published in (Jinja).</summary>
    /// <value>The default is <see langword="null"/>: the model has none.</value>
    public string? ChatTemplate { get; init; }

    /// <summary>Gets the chat template for requests with tools, where the model has one of its own for them.</summary>
    /// <value>The default is <see langword="null"/>: <see cref="ChatTemplate"/> is for these, too.</value>
    public string? ToolUseChatTemplate { get; init; }

    /// <summary>Gets the text of the token that begins a text, for templates that write it.</summary>
    /// <value>The default is <see langword="null"/>: the model has none.</value>
    public string? BosToken { get; init; }

    /// <summary>Gets the text of the token that ends an answer, for templates that write it.</summary>
    /// <value>The default is <see langword="null"/>: the model has none.</value>
    public string? EosToken { get; init; }
}
