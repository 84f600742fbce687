using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Services;
using Microsoft.SemanticKernel.TextGeneration;
using TextContent = Microsoft.SemanticKernel.TextContent;

namespace SemanticKernel.Connectors.Nudging;

/// <summary>Text generation over a chat client: the prompt is one user message.</summary>
/// <remarks>A kernel prefers a text generation service to a chat client.</remarks>
internal sealed class NudgingTextGenerationService : ITextGenerationService
{
    private readonly IChatClient _client;

    /// <summary>Initializes a new instance of the <see cref="NudgingTextGenerationService"/> class.</summary>
    /// <param name="client">The client.</param>
    public NudgingTextGenerationService(IChatClient client)
    {
        _client = client;
        var metadata = client.GetService<ChatClientMetadata>();
        var attributes = new Dictionary<string, object?>();
        if (metadata?.DefaultModelId is { } modelId)
        {
            attributes[AIServiceExtensions.ModelIdKey] = modelId;
        }

        if (metadata?.ProviderUri is { } location)
        {
            attributes[AIServiceExtensions.EndpointKey] = location.ToString();
        }

        Attributes = attributes;
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, object?> Attributes { get; }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TextContent>> GetTextContentsAsync(
        string prompt, PromptExecutionSettings? executionSettings = null, Kernel? kernel = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ChatResponse response = await _client
            .GetResponseAsync(prompt, executionSettings.ToChatOptions(kernel), cancellationToken).ConfigureAwait(false);

        var metadata = new Dictionary<string, object?>(response.AdditionalProperties ?? []) { ["Usage"] = response.Usage };
        return [new TextContent(response.Text, response.ModelId, response.RawRepresentation, metadata: metadata)];
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StreamingTextContent> GetStreamingTextContentsAsync(
        string prompt,
        PromptExecutionSettings? executionSettings = null,
        Kernel? kernel = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        IAsyncEnumerable<ChatResponseUpdate> updates = _client
            .GetStreamingResponseAsync(prompt, executionSettings.ToChatOptions(kernel), cancellationToken);

        await foreach (ChatResponseUpdate update in updates.ConfigureAwait(false))
        {
            var metadata = new Dictionary<string, object?>(update.AdditionalProperties ?? []);
            if (update.Contents.OfType<UsageContent>().FirstOrDefault() is { } usage)
            {
                metadata["Usage"] = usage.Details;
            }

            yield return new StreamingTextContent(update.Text, modelId: update.ModelId, innerContent: update.RawRepresentation, metadata: metadata);
        }
    }
}
