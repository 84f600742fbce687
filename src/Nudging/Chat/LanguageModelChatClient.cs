using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Nudging.Decoding;
using Nudging.Models;
using Nudging.Prompting;

namespace Nudging.Chat;

/// <summary>An <see cref="IChatClient"/> over one language model: the plain continuation of its prompt.</summary>
/// <remarks>
/// The baseline of nudging. The client takes the most probable token unless a request sets a temperature, and supports
/// penalties and response formats as <see cref="NudgingChatClient"/> does. Thread safe where the model is. A streamed answer
/// comes in one piece, because the continuation of a model is one call. Tools and the options of the nudging procedure, such as
/// <see cref="NudgingOptions.Threshold"/>, have no effect; the client logs each of them once. Disposing the client does not dispose
/// the model.
/// </remarks>
public sealed class LanguageModelChatClient : IChatClient
{
    private readonly ILanguageModel _model;
    private readonly IChatPromptFormatter _formatter;
    private readonly NudgingOptions _defaults = new();
    private readonly ChatClientMetadata _metadata;
    private readonly IgnoredOptionsLog _ignoredOptions;

    /// <summary>Initializes a new instance of the <see cref="LanguageModelChatClient"/> class.</summary>
    /// <param name="model">The model.</param>
    /// <param name="formatter">The formatter of the model's prompts.</param>
    /// <param name="logger">The log for ignored options; <see langword="null"/> for none.</param>
    public LanguageModelChatClient(ILanguageModel model, IChatPromptFormatter formatter, ILogger<LanguageModelChatClient>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(formatter);
        _model = model;
        _formatter = formatter;
        _metadata = new(model.Info.ProviderName, model.Info.Location, model.Info.Name);
        _ignoredOptions = new(logger, isPair: false);
    }

    /// <summary>Gets a value indicating whether special tokens are recognised in the texts of messages.</summary>
    /// <value>The default is <see langword="false"/>: a special token in a message is ordinary text.</value>
    public bool AllowSpecialTokens { get; init; }

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ChatOptionsReader.ThrowIfUnsupported(options);
        if (options?.ToolMode is RequiredChatToolMode)
        {
            throw new NotSupportedException($"{nameof(ChatOptions.ToolMode)} requires a tool call; only text can be generated.");
        }

        Prompt prompt = _formatter.Format(ChatOptionsReader.Messages(messages, options));
        prompt = AllowSpecialTokens ? prompt.WithSpecialTokens() : prompt;
        NudgingOptions settings = ChatOptionsReader.Combine(_defaults, options);
        _ignoredOptions.Warn(options, _metadata.DefaultModelId);

        CapabilityGuard.ThrowIfUnconstrained("model", _model.Info, settings);

        Answer answer = await ContinueAsync(prompt, settings, cancellationToken).ConfigureAwait(false);
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, answer.Text))
        {
            ResponseId = $"{_metadata.ProviderName}-{Guid.NewGuid():N}",
            ModelId = _metadata.DefaultModelId,
            CreatedAt = DateTimeOffset.UtcNow,
            FinishReason = answer.Continuation.FinishReason is ContinuationFinishReason.EndOfSequence or ContinuationFinishReason.StopSequence
                ? ChatFinishReason.Stop
                : ChatFinishReason.Length,
            Usage = new()
            {
                InputTokenCount = answer.PromptTokens,
                OutputTokenCount = answer.Tokens,
                TotalTokenCount = answer.PromptTokens + answer.Tokens,
            },
            AdditionalProperties = new() { [NudgingResponseKeys.StopReason] = answer.StopReason },
            RawRepresentation = answer.Continuation,
        };
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ChatResponse response = await GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        foreach (ChatResponseUpdate update in response.ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(_model) ? _model
            : null;
    }

    /// <summary>Has no effect: the owner of the model disposes it.</summary>
    public void Dispose()
    {
    }

    // Completes an answer under a constraint that the model did not end: keeps the tokens after which the shortest completion is
    // within the limit.
    private async ValueTask<(string Text, int Tokens)?> CompleteAsync(Continuation continuation, NudgingOptions settings, CancellationToken cancellationToken)
    {
        if (settings.Constraint is null || continuation.FinishReason is not (ContinuationFinishReason.MaxTokens or ContinuationFinishReason.ContextFull))
        {
            return null;
        }

        OutputLimit limit = new(_model, settings.MaxOutputTokens, trims: false);
        ConstrainedText constrained = new(limit, settings.Constraint.Start);
        string text = continuation.Text;
        int end = 0;
        int[] ends = [.. continuation.Tokens.Select(token => end += token.Text.Length)];
        int kept = await constrained.AppendAsync(text, 0, ends, cancellationToken).ConfigureAwait(false) ?? throw OutputBuilder.IgnoresConstraint();
        string whole = text[..kept] + constrained.Completion;
        return (whole, await _model.CountTokensAsync(whole, cancellationToken).ConfigureAwait(false));
    }

    // Runs on the thread pool: a local model may compute without yielding.
    private Task<Answer> ContinueAsync(Prompt prompt, NudgingOptions settings, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            ContinuationOptions length = new() { MaxTokens = settings.MaxOutputTokens, StopSequences = settings.StopSequences };
            ILanguageModelSession session = _model.CreateSession(
                prompt, new() { Sampling = settings.Sampling(TextSource.Aligned, settings.Seed ?? Random.Shared.NextInt64()) });
            await using (session.ConfigureAwait(false))
            {
                int needed = await ConstraintBudget.CountAsync(_model, settings, cancellationToken).ConfigureAwait(false);
                int promptTokens = await session.CountPromptTokensAsync(cancellationToken).ConfigureAwait(false);
                ContextBudget.ThrowIfFull("model", _model.Info, promptTokens, needed);
                Continuation continuation = await session.ContinueAsync("", length, cancellationToken).ConfigureAwait(false);
                return await CompleteAsync(continuation, settings, cancellationToken).ConfigureAwait(false) is (string text, int tokens)
                    ? new(text, nameof(NudgingStopReason.ConstraintClosed), promptTokens, tokens, continuation)
                    : new Answer(continuation.Text, continuation.FinishReason.ToString(), promptTokens, continuation.Tokens.Count, continuation);
            }
        },
        cancellationToken);

    private sealed record Answer(string Text, string StopReason, int PromptTokens, int Tokens, Continuation Continuation);
}
