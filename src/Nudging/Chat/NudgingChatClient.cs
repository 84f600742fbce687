using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Nudging.Decoding;
using Nudging.Models;
using Nudging.Prompting;

namespace Nudging.Chat;

/// <summary>An <see cref="IChatClient"/> whose answers two models write together by the nudging procedure (arXiv 2410.09300).</summary>
/// <remarks>
/// <para>
/// Thread safe; the pair serves one request after the other. Every streamed piece of text says in its
/// <see cref="ChatResponseUpdate.AdditionalProperties"/> who wrote it; the last update, and a whole
/// <see cref="ChatResponse"/> with its message, carry the rest of <see cref="NudgingMetadata"/>, and the
/// <see cref="NudgingResult"/> is the raw representation.
/// </para>
/// <para>
/// A request may set <see cref="ChatOptions.MaxOutputTokens"/>, <see cref="ChatOptions.StopSequences"/>,
/// <see cref="ChatOptions.Temperature"/>, <see cref="ChatOptions.TopP"/>, <see cref="ChatOptions.TopK"/>,
/// <see cref="ChatOptions.Seed"/>, <see cref="ChatOptions.FrequencyPenalty"/>, <see cref="ChatOptions.PresencePenalty"/>,
/// <see cref="ChatOptions.ResponseFormat"/>, <see cref="ChatOptions.Instructions"/>, and in
/// <see cref="ChatOptions.AdditionalProperties"/> <see cref="NudgingMetadata.Threshold"/>,
/// <see cref="NudgingMetadata.Lookahead"/>, <see cref="NudgingMetadata.MinP"/>,
/// <see cref="NudgingMetadata.RepetitionPenalty"/> and <see cref="NudgingMetadata.LogProbabilities"/>. A JSON response
/// format is kept to by both models, whatever they would have liked to write. Optional tools are ignored with a warning
/// in the log; required tool calls are refused with a <see cref="NotSupportedException"/>.
/// </para>
/// </remarks>
public sealed class NudgingChatClient : IChatClient
{
    private readonly NudgingPair _pair;
    private readonly NudgingOptions _defaults;
    private readonly IChatPromptFormatter _baseFormatter;
    private readonly IChatPromptFormatter _alignedFormatter;
    private readonly string _answerStart;
    private readonly bool _ownsPair;
    private readonly ChatClientMetadata _metadata;
    private readonly IgnoredOptionsLog _ignoredOptions;

    /// <summary>Initializes a new instance of the <see cref="NudgingChatClient"/> class.</summary>
    /// <param name="pair">The models.</param>
    /// <param name="options">The settings, read now; <see langword="null"/> for the defaults.</param>
    /// <param name="ownsPair">Whether disposing the client disposes the pair.</param>
    /// <param name="logger">Where ignored options are reported; <see langword="null"/> for nowhere.</param>
    /// <exception cref="NotSupportedException">The aligned model has no chat template that can be read, and no formatter is given.</exception>
    public NudgingChatClient(
        NudgingPair pair, NudgingChatClientOptions? options = null, bool ownsPair = false, ILogger<NudgingChatClient>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(pair);
        options ??= new();
        _pair = pair;
        _ownsPair = ownsPair;
        _defaults = options.Clone();
        _baseFormatter = options.BaseFormatter ?? new PlainTextPromptFormatter { QuestionPrefix = options.QuestionPrefix };
        _alignedFormatter = options.AlignedFormatter ?? ChatPromptFormatters.ForChatTemplate(pair.AlignedModel.Info);
        _answerStart = options.AnswerStart;
        _ignoredOptions = new(logger);

        LanguageModelInfo baseModel = pair.BaseModel.Info;
        _metadata = new("nudging", baseModel.Location, $"{baseModel.Name}+{pair.AlignedModel.Info.Name}");
    }

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        (NudgingPrompts prompts, NudgingOptions settings) = Prepare(messages, options);
        NudgingResult result = await _pair.GenerateAsync(prompts, settings, cancellationToken).ConfigureAwait(false);

        string id = NewId();
        AdditionalPropertiesDictionary properties = Describe(result);
        var message = new ChatMessage(ChatRole.Assistant, result.Text)
        {
            MessageId = id,
            AdditionalProperties = properties,
            RawRepresentation = result,
        };
        return new ChatResponse(message)
        {
            ResponseId = id,
            ModelId = _metadata.DefaultModelId,
            CreatedAt = DateTimeOffset.UtcNow,
            FinishReason = FinishReason(result.StopReason),
            Usage = Usage(prompts, result),
            AdditionalProperties = properties.Clone(),
            RawRepresentation = result,
        };
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        (NudgingPrompts prompts, NudgingOptions settings) = Prepare(messages, options);
        string id = NewId();

        await foreach (NudgingUpdate update in _pair.GenerateStreamingAsync(prompts, settings, cancellationToken).ConfigureAwait(false))
        {
            var chatUpdate = new ChatResponseUpdate
            {
                Role = ChatRole.Assistant,
                ResponseId = id,
                MessageId = id,
                ModelId = _metadata.DefaultModelId,
                CreatedAt = DateTimeOffset.UtcNow,
                RawRepresentation = (object?)update.Result ?? update,
            };
            if (update.Segment is { } segment)
            {
                chatUpdate.Contents.Add(new TextContent(segment.Text));
                chatUpdate.AdditionalProperties = new() { [NudgingMetadata.Source] = NudgingMetadata.NameOf(segment.Source) };
            }

            if (update.Result is { } result)
            {
                chatUpdate.Contents.Add(new UsageContent(Usage(prompts, result)));
                chatUpdate.FinishReason = FinishReason(result.StopReason);
                chatUpdate.AdditionalProperties = Describe(result);
            }

            yield return chatUpdate;
        }
    }

    /// <summary>Gets what the client is made of.</summary>
    /// <param name="serviceType">
    /// <see cref="ChatClientMetadata"/>, <see cref="NudgingPair"/>, the client's own type or interface, or with a key <see cref="ILanguageModel"/>.
    /// </param>
    /// <param name="serviceKey">For a model <see cref="NudgingMetadata.SourceBase"/> or <see cref="NudgingMetadata.SourceAligned"/>, else <see langword="null"/>.</param>
    /// <returns>The object, or <see langword="null"/> where there is none of that kind.</returns>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey switch
        {
            null when serviceType == typeof(ChatClientMetadata) => _metadata,
            null when serviceType == typeof(NudgingPair) => _pair,
            null when serviceType.IsInstanceOfType(this) => this,
            NudgingMetadata.SourceBase when serviceType.IsInstanceOfType(_pair.BaseModel) => _pair.BaseModel,
            NudgingMetadata.SourceAligned when serviceType.IsInstanceOfType(_pair.AlignedModel) => _pair.AlignedModel,
            _ => null,
        };
    }

    /// <summary>Disposes the pair, if the client owns it.</summary>
    public void Dispose()
    {
        if (_ownsPair)
        {
            _pair.Dispose();
        }
    }

    private static string NewId() => $"nudging-{Guid.NewGuid():N}";

    private static ChatFinishReason FinishReason(NudgingStopReason reason) =>
        reason is NudgingStopReason.Length or NudgingStopReason.Rounds ? ChatFinishReason.Length : ChatFinishReason.Stop;

    private static AdditionalPropertiesDictionary Describe(NudgingResult result)
    {
        AdditionalPropertiesDictionary properties = new()
        {
            [NudgingMetadata.StopReason] = result.StopReason.ToString(),
            [NudgingMetadata.NudgingRatio] = result.NudgingRatio,
            [NudgingMetadata.Rounds] = result.Rounds.Count,
            [NudgingMetadata.OutputTokens] = result.OutputTokens,
            [NudgingMetadata.Segments] = result.Segments,
        };
        if (result.LogProbabilities is not null)
        {
            properties[NudgingMetadata.LogProbabilities] = result.LogProbabilities;
        }

        return properties;
    }

    private (NudgingPrompts Prompts, NudgingOptions Settings) Prepare(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        ChatOptionsReader.ThrowIfUnsupported(options);
        NudgingOptions settings = ChatOptionsReader.Combine(_defaults, options);
        IReadOnlyList<ChatMessage> all = ChatOptionsReader.Messages(messages, options);
        _ignoredOptions.Warn(options, _metadata.DefaultModelId);
        return (new(_baseFormatter.Format(all) + _answerStart, _alignedFormatter.Format(all) + _answerStart), settings);
    }

    // The two prompts say the same thing: the base model's is the one counted as input, as it is its tokens that are
    // counted as output.
    private UsageDetails Usage(NudgingPrompts prompts, NudgingResult result)
    {
        int inputTokens = _pair.BaseModel.CountTokens(prompts.Base);
        return new()
        {
            InputTokenCount = inputTokens,
            OutputTokenCount = result.OutputTokens,
            TotalTokenCount = inputTokens + result.OutputTokens,
            AdditionalCounts = new()
            {
                ["alignedInputTokens"] = _pair.AlignedModel.CountTokens(prompts.Aligned),
                ["nudges"] = result.Nudges.Count,
                ["rounds"] = result.Rounds.Count,
            },
        };
    }
}
