using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Nudging.Decoding;
using Nudging.Models;
using Nudging.Prompting;
using Nudging.ToolCalls;

namespace Nudging.Chat;

/// <summary>An <see cref="IChatClient"/> whose answers two models write together by the nudging procedure (arXiv 2410.09300).</summary>
/// <remarks>
/// <para>
/// Thread safe; the pair serves several requests at a time. The <see cref="ChatResponseUpdate.AdditionalProperties"/> of each
/// streamed piece of text name the model that wrote the piece. The last update, and a whole <see cref="ChatResponse"/> with
/// its message, carry the other values of <see cref="NudgingResponseKeys"/>; their raw representation is the
/// <see cref="NudgingResult"/>.
/// </para>
/// <para>
/// A request sets an option of <see cref="NudgingOptions"/> by the property of <see cref="ChatOptions"/> that has the same name,
/// or by the option's key of <see cref="NudgingRequestKeys"/> in <see cref="ChatOptions.AdditionalProperties"/>. The client follows
/// <see cref="ChatOptions.Instructions"/> and <see cref="ChatOptions.ResponseFormat"/> too: both models write only text that a
/// JSON response format allows.
/// </para>
/// <para>
/// The chat template of the aligned model offers the functions of <see cref="ChatOptions.Tools"/> to the model. The client
/// returns each function call as a <see cref="FunctionCallContent"/>, and streams a call when the call is complete. The client
/// returns a malformed call as text, and logs a warning. Where a request requires a call, both models can write nothing else.
/// The client does not invoke functions; <c>FunctionInvokingChatClient</c> does.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// NudgingPair pair = new(OnnxLanguageModel.Load("models/base"), OnnxLanguageModel.Load("models/aligned"));
/// using IChatClient client = new NudgingChatClient(pair, new() { Generation = { Threshold = 0.4f } }, ownsPair: true);
/// await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync("What is the capital of Peru?"))
/// {
///     Console.Write(update.Text);
/// }
/// </code>
/// </example>
public sealed class NudgingChatClient : IChatClient
{
    private readonly NudgingPair _pair;
    private readonly NudgingOptions _defaults;
    private readonly IChatPromptFormatter _baseFormatter;
    private readonly IChatPromptFormatter _alignedFormatter;
    private readonly string _answerStart;
    private readonly bool _alignedLeadsToolCalls;
    private readonly bool _allowSpecialTokens;
    private readonly IChatReducer? _reducer;
    private readonly bool _ownsPair;
    private readonly ChatClientMetadata _metadata;
    private readonly IgnoredOptionsLog _ignoredOptions;
    private readonly ToolCallSyntax _toolCalls;
    private readonly ILogger _logger;

    /// <summary>Initializes a new instance of the <see cref="NudgingChatClient"/> class.</summary>
    /// <param name="pair">The models.</param>
    /// <param name="options">The settings, read now; <see langword="null"/> for the defaults.</param>
    /// <param name="ownsPair">Whether disposing the client disposes the pair.</param>
    /// <param name="logger">The log for ignored options and malformed calls; <see langword="null"/> for none.</param>
    /// <exception cref="NotSupportedException">The options have no formatter for the aligned model, and the model does not have a readable chat template.</exception>
    public NudgingChatClient(
        NudgingPair pair, NudgingChatClientOptions? options = null, bool ownsPair = false, ILogger<NudgingChatClient>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(pair);
        options ??= new();
        _pair = pair;
        _ownsPair = ownsPair;
        _defaults = options.Generation.Clone();
        _alignedFormatter = options.Prompts.AlignedFormatter ?? ChatPromptFormatters.ForChatTemplate(pair.AlignedModel.Info, options.Prompts.ToolCallFormat);
        _baseFormatter = options.Prompts.BaseFormatter ?? (options.Prompts.BasePrompt == BasePromptStyle.AlignedTemplate
            ? _alignedFormatter
            : new PlainTextPromptFormatter { QuestionPrefix = options.Prompts.QuestionPrefix, LabelLines = options.Prompts.LabelLines });
        _toolCalls = ToolCallSyntax.Of(options.Prompts.ToolCallFormat ?? ToolCallFormats.Of(pair.AlignedModel.Info));
        _answerStart = options.Prompts.AnswerStart;
        _alignedLeadsToolCalls = options.Prompts.AlignedLeadsToolCalls;
        _allowSpecialTokens = options.Prompts.AllowSpecialTokens;
        _reducer = options.Prompts.ContextReducer;
        _ignoredOptions = new(logger, isPair: true);
        _logger = (ILogger?)logger ?? NullLogger.Instance;

        LanguageModelInfo baseModel = pair.BaseModel.Info;
        _metadata = new("nudging", baseModel.Location, $"{baseModel.Name}+{pair.AlignedModel.Info.Name}");
    }

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        (PreparedRequest request, ToolCallReader? calls) = await PrepareAsync(messages, options, cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable disposal = request.ConfigureAwait(false);
        NudgingResult result = await _pair.GenerateAsync(request, cancellationToken).ConfigureAwait(false);

        string id = NewId();
        AdditionalPropertiesDictionary properties = Describe(result);
        var message = new ChatMessage(ChatRole.Assistant, Contents(result, calls))
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
            FinishReason = FinishReason(result.StopReason, calls),
            Usage = Usage(result),
            AdditionalProperties = properties.Clone(),
            RawRepresentation = result,
        };
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        (PreparedRequest request, ToolCallReader? calls) = await PrepareAsync(messages, options, cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable disposal = request.ConfigureAwait(false);
        string id = NewId();

        await foreach (NudgingUpdate update in _pair.GenerateStreamingAsync(request, cancellationToken).ConfigureAwait(false))
        {
            foreach ((AIContent content, TextSource source) in Contents(update, calls))
            {
                ChatResponseUpdate part = NewUpdate(update);
                part.Contents.Add(content);
                part.AdditionalProperties = new() { [NudgingResponseKeys.Source] = TextSourceNames.NameOf(source) };
                yield return part;
            }

            if (update.Result is { } result)
            {
                ChatResponseUpdate last = NewUpdate(result);
                last.Contents.Add(new UsageContent(Usage(result)));
                last.FinishReason = FinishReason(result.StopReason, calls);
                last.AdditionalProperties = Describe(result);
                yield return last;
            }
        }

        ChatResponseUpdate NewUpdate(object raw) => new()
        {
            Role = ChatRole.Assistant,
            ResponseId = id,
            MessageId = id,
            ModelId = _metadata.DefaultModelId,
            CreatedAt = DateTimeOffset.UtcNow,
            RawRepresentation = raw,
        };
    }

    /// <summary>Gets an object that the client uses, or the client itself.</summary>
    /// <param name="serviceType">
    /// <see cref="ChatClientMetadata"/>, <see cref="NudgingPair"/>, the client's own type or interface, or with a key <see cref="ILanguageModel"/>.
    /// </param>
    /// <param name="serviceKey">For a model <see cref="TextSourceNames.Base"/> or <see cref="TextSourceNames.Aligned"/>, else <see langword="null"/>.</param>
    /// <returns>The object, or <see langword="null"/> where there is none of that kind.</returns>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey switch
        {
            null when serviceType == typeof(ChatClientMetadata) => _metadata,
            null when serviceType == typeof(NudgingPair) => _pair,
            null when serviceType.IsInstanceOfType(this) => this,
            TextSourceNames.Base when serviceType.IsInstanceOfType(_pair.BaseModel) => _pair.BaseModel,
            TextSourceNames.Aligned when serviceType.IsInstanceOfType(_pair.AlignedModel) => _pair.AlignedModel,
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

    private static ChatFinishReason FinishReason(NudgingStopReason reason, ToolCallReader? calls) =>
        calls is { Calls: > 0 } ? ChatFinishReason.ToolCalls
        : reason is NudgingStopReason.Length or NudgingStopReason.Rounds or NudgingStopReason.ConstraintClosed ? ChatFinishReason.Length
        : ChatFinishReason.Stop;

    // The contents that an update adds.
    private static IEnumerable<(AIContent Content, TextSource Source)> Contents(NudgingUpdate update, ToolCallReader? calls) => update switch
    {
        { Segment: { } segment } when calls is null => [(new TextContent(segment.Text), segment.Source)],
        { Segment: { } segment } => Read(segment, update.Parts, calls),
        { Result: { } result } when calls is not null => calls.Read(result.Parts),
        _ => [],
    };

    private static IEnumerable<(AIContent Content, TextSource Source)> Read(TextSegment segment, IReadOnlyList<ScannedPart> parts, ToolCallReader calls)
    {
        calls.Append(segment);
        return calls.Read(parts);
    }

    // The contents of a whole answer; adjacent texts are joined.
    private static List<AIContent> Contents(NudgingResult result, ToolCallReader? calls)
    {
        if (calls is null)
        {
            return [new TextContent(result.Text)];
        }

        foreach (TextSegment segment in result.Segments)
        {
            calls.Append(segment);
        }

        List<AIContent> contents = [];
        foreach ((AIContent content, _) in calls.Read(result.Parts))
        {
            if (content is TextContent next && contents is [.., TextContent last])
            {
                last.Text += next.Text;
            }
            else
            {
                contents.Add(content);
            }
        }

        return contents;
    }

    private static AdditionalPropertiesDictionary Describe(NudgingResult result)
    {
        AdditionalPropertiesDictionary properties = new()
        {
            [NudgingResponseKeys.StopReason] = result.StopReason.ToString(),
            [NudgingResponseKeys.NudgingRatio] = result.NudgingRatio,
            [NudgingResponseKeys.Rounds] = result.Rounds.Count,
            [NudgingResponseKeys.OutputTokens] = result.OutputTokens,
            [NudgingResponseKeys.Segments] = result.Segments,
        };
        if (result.LogProbabilities is not null)
        {
            properties[NudgingResponseKeys.LogProbabilities] = result.LogProbabilities;
        }

        return properties;
    }

    // The reducer, if any, shortens a chat that leaves too little room for an answer; the shorter chat is formatted again.
    private async ValueTask<(PreparedRequest Request, ToolCallReader? Calls)> PrepareAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        _pair.ThrowIfFull();
        List<ChatMessage> chat = [.. messages];
        (NudgingPrompts prompts, NudgingOptions settings, ToolCallReader? calls) = Format(chat, options);
        _ignoredOptions.Warn(options, _metadata.DefaultModelId);
        PreparedRequest request = await _pair.PrepareAsync(prompts, settings, cancellationToken).ConfigureAwait(false);
        if (_reducer is null || ContextBudget.HasRoom(request))
        {
            return (request, calls);
        }

        await request.DisposeAsync().ConfigureAwait(false);
        (prompts, settings, calls) = Format(await _reducer.ReduceAsync(chat, cancellationToken).ConfigureAwait(false), options);
        return (await _pair.PrepareAsync(prompts, settings, cancellationToken).ConfigureAwait(false), calls);
    }

    private (NudgingPrompts Prompts, NudgingOptions Settings, ToolCallReader? Calls) Format(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        ChatOptionsReader.ThrowIfUnsupported(options);
        NudgingOptions settings = ChatOptionsReader.Combine(_defaults, options);
        IReadOnlyList<ChatMessage> all = ChatOptionsReader.Messages(messages, options);
        IReadOnlyList<AITool> tools = ChatOptionsReader.Tools(options);
        IReadOnlyList<AIFunctionDeclaration> required = ChatOptionsReader.RequiredFunctions(options);
        NudgingPrompts prompts = new(FormatWith(_baseFormatter), FormatWith(_alignedFormatter));
        if (tools.Count == 0)
        {
            return (prompts, settings, null);
        }

        HashSet<string> names = [.. tools.Select(tool => tool.Name)];
        bool isSingle = options!.AllowMultipleToolCalls == false;
        if (required.Count > 0)
        {
            settings.Constraint = new ToolCallConstraint(_toolCalls, isSingle).Of(required);
        }

        settings.Calls = new(_toolCalls, names.Contains, _alignedLeadsToolCalls, isSingle);
        return (prompts, settings, new(isSingle ? 1 : int.MaxValue, _logger));

        Prompt FormatWith(IChatPromptFormatter formatter)
        {
            Prompt prompt = formatter.Format(all, tools) + _answerStart;
            return _allowSpecialTokens ? prompt.WithSpecialTokens() : prompt;
        }
    }

    // Both prompts ask the same question. The base model's prompt counts as input, because the output is counted in the base
    // model's tokens too.
    private static UsageDetails Usage(NudgingResult result)
    {
        return new()
        {
            InputTokenCount = result.BasePromptTokens,
            OutputTokenCount = result.OutputTokens,
            TotalTokenCount = result.BasePromptTokens + result.OutputTokens,
            CachedInputTokenCount = result.BaseUsage.CachedTokens,
            AdditionalCounts = new()
            {
                [NudgingUsageKeys.AlignedInputTokens] = result.AlignedPromptTokens,
                [NudgingUsageKeys.Nudges] = result.Nudges.Count,
                [NudgingUsageKeys.Rounds] = result.Rounds.Count,
                [NudgingUsageKeys.BasePasses] = result.BaseUsage.Passes,
                [NudgingUsageKeys.AlignedPasses] = result.AlignedUsage.Passes,
                [NudgingUsageKeys.AlignedCachedInputTokens] = result.AlignedUsage.CachedTokens,
                [NudgingUsageKeys.DraftedTokens] = result.DraftedTokens,
                [NudgingUsageKeys.AcceptedDraftTokens] = result.AcceptedDraftTokens,
            },
        };
    }
}
