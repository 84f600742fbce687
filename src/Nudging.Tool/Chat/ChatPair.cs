using System.Diagnostics;
using Microsoft.Extensions.AI;
using Nudging.Chat;
using Nudging.Decoding;
using Nudging.Models;
using Nudging.OnnxRuntime;
using Nudging.Prompting;

namespace Nudging.Tool.Chat;

/// <summary>A pair with a chat client for the pair and for each model alone.</summary>
internal sealed class ChatPair : IAsyncDisposable
{
    private readonly NudgingPair _pair;
    private readonly NudgingChatClient _client;
    private readonly ChatOptions _options;

    private ChatPair(ModelPair models, ChatArguments arguments)
    {
        _pair = new(models.Base, models.Aligned);
        _client = new(_pair, new() { Generation = { Threshold = arguments.Threshold } });
        _options = new() { MaxOutputTokens = arguments.MaxTokens };
    }

    public static ChatPair Load(ChatArguments arguments)
    {
        OnnxModelOptions options = new() { ExecutionProvider = arguments.Provider, MaxConcurrentRequests = 1 };
        ModelPair models = ModelPair.Load(arguments.BaseModelPath, arguments.AlignedModelPath, options);
        try
        {
            return new(models, arguments);
        }
        catch
        {
            models.Dispose();
            throw;
        }
    }

    /// <summary>Asks the pair.</summary>
    /// <param name="messages">The conversation, which ends with the question.</param>
    /// <param name="write">Gets each piece of the answer while the pair writes; <see langword="null"/> for none.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<ChatAnswer> AskAsync(IReadOnlyList<ChatMessage> messages, Action<AnswerSegment>? write, CancellationToken cancellationToken)
    {
        NudgingResult? result = null;
        var clock = Stopwatch.StartNew();
        await foreach (ChatResponseUpdate update in _client.GetStreamingResponseAsync(messages, _options, cancellationToken))
        {
            result = update.RawRepresentation as NudgingResult ?? result;
            if (update.AdditionalProperties?.GetValueOrDefault(NudgingResponseKeys.Source) is string source && update.Text.Length > 0)
            {
                write?.Invoke(new(update.Text, source));
            }
        }

        return ChatAnswer.Nudged(messages[^1].Text, result!, clock.Elapsed);
    }

    /// <summary>Asks the base model alone, with greedy decoding of its own prompt.</summary>
    public Task<ChatAnswer> AskBaseAsync(IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken) =>
        AskAloneAsync(_pair.BaseModel, new PlainTextPromptFormatter(), TextSourceNames.Base, messages, cancellationToken);

    /// <summary>Asks the aligned model alone, with greedy decoding of its own prompt.</summary>
    public Task<ChatAnswer> AskAlignedAsync(IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken) =>
        AskAloneAsync(_pair.AlignedModel, ChatPromptFormatters.ForChatTemplate(_pair.AlignedModel.Info), TextSourceNames.Aligned, messages, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _pair.DisposeAsync();
    }

    private async Task<ChatAnswer> AskAloneAsync(
        ILanguageModel model, IChatPromptFormatter formatter, string source, IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken)
    {
        using var client = new LanguageModelChatClient(model, formatter);
        var clock = Stopwatch.StartNew();
        ChatResponse response = await client.GetResponseAsync(messages, _options, cancellationToken);
        return ChatAnswer.Alone(messages[^1].Text, (Continuation)response.RawRepresentation!, source, clock.Elapsed);
    }
}
