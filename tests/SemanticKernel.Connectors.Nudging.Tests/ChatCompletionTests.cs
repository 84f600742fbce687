using System.ComponentModel;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Nudging.Chat;
using Nudging.Decoding;
using Nudging.Tests.Chat;

namespace SemanticKernel.Connectors.Nudging.Tests;

/// <summary>Chat completion through the real Semantic Kernel with scripted models.</summary>
public sealed class ChatCompletionTests : IDisposable
{
    private readonly AnsweringModel _base = new("base");
    private readonly AnsweringModel _aligned = new("aligned");
    private readonly Kernel _kernel;
    private readonly IChatCompletionService _chat;

    public ChatCompletionTests()
    {
        IKernelBuilder builder = Kernel.CreateBuilder();
        builder.AddNudgingChatCompletion(_ => new NudgingPair(_base, _aligned), options => options.Lookahead = 4);
        _kernel = builder.Build();
        _chat = _kernel.GetRequiredService<IChatCompletionService>();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => ((IDisposable)_kernel.Services).Dispose();

    [Fact]
    public async Task The_pieces_of_a_streamed_answer_join_to_the_whole_answer()
    {
        ChatMessageContent whole = await _chat.GetChatMessageContentAsync("why", cancellationToken: Cancellation);
        List<StreamingChatMessageContent> pieces = await StreamAsync("why");

        Assert.Equal(AnsweringModel.AnswerTo("why"), whole.Content);
        Assert.Equal(whole.Content, string.Concat(pieces.Select(piece => piece.Content)));
        Assert.Equal(AuthorRole.Assistant, whole.Role);
        Assert.Equal("base+aligned", whole.ModelId);
    }

    [Fact]
    public async Task Every_streamed_piece_has_its_source_and_the_last_piece_the_stop_reason()
    {
        List<StreamingChatMessageContent> pieces = await StreamAsync("why");
        List<StreamingChatMessageContent> texts = [.. pieces.Where(piece => piece.Content is { Length: > 0 })];

        Assert.Equal(["aligned", "base"], texts.Select(piece => (string)piece.Metadata![NudgingResponseKeys.Source]!).Distinct().Order());
        StreamingChatMessageContent last = pieces[^1];
        NudgingResult result = Assert.IsType<NudgingResult>(last.InnerContent);
        Assert.Equal("AlignedModelStopped", last.Metadata![NudgingResponseKeys.StopReason]);
        Assert.Equal(result.NudgingRatio, last.Metadata[NudgingResponseKeys.NudgingRatio]);
    }

    [Fact]
    public async Task A_whole_answer_has_usage_stop_reason_and_segments()
    {
        ChatMessageContent answer = await _chat.GetChatMessageContentAsync("why", cancellationToken: Cancellation);

        UsageDetails usage = Assert.IsType<UsageDetails>(answer.Metadata!["Usage"]);
        Assert.Equal(AnsweringModel.CountTokens(answer.Content!), usage.OutputTokenCount);
        Assert.Equal("AlignedModelStopped", answer.Metadata[NudgingResponseKeys.StopReason]);
        Assert.NotEmpty(Assert.IsAssignableFrom<IReadOnlyList<TextSegment>>(answer.Metadata[NudgingResponseKeys.Segments]));
        Assert.IsType<NudgingResult>(answer.InnerContent);
    }

    [Fact]
    public async Task Both_models_read_the_whole_history()
    {
        ChatHistory history = new("Be kind.");
        history.AddUserMessage("q1");
        history.AddAssistantMessage("a1");
        history.AddUserMessage("q2");
        await _chat.GetChatMessageContentAsync(history, cancellationToken: Cancellation);

        Assert.Equal("Be kind.\nQuestion: q1\na1\nQuestion: q2\n", Assert.Single(_base.Prompts));
        Assert.Contains("assistant\na1<|im_end|>\n<|im_start|>user\nq2", Assert.Single(_aligned.Prompts), StringComparison.Ordinal);
        Assert.Equal(4, history.Count);
    }

    [Fact]
    public async Task Settings_in_extension_data_change_the_answer()
    {
        Assert.Equal("You asked me", (await AskAsync("max_tokens", 3)).Content);
        Assert.Equal("You asked", (await AskAsync("stop_sequences", new List<string> { " me w" })).Content);
        Assert.Single(Result(await AskAsync("lookahead", 1000)).Nudges);
        Assert.True(Result(await AskAsync("threshold", 0.0)).NudgingRatio < Result(await AskAsync("threshold", 0.95)).NudgingRatio);

        static NudgingResult Result(ChatMessageContent answer) => (NudgingResult)answer.InnerContent!;
    }

    [Fact]
    public async Task Settings_of_another_type_change_the_answer_and_are_validated()
    {
        OtherSettings settings = new() { MaxTokens = 3, Threshold = 0.5 };
        Assert.Equal("You asked me", (await _chat.GetChatMessageContentAsync("why", settings, cancellationToken: Cancellation)).Content);

        settings.Threshold = -1;
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _chat.GetChatMessageContentAsync("why", settings, cancellationToken: Cancellation));
    }

    [Fact]
    public async Task A_prompt_function_returns_the_answer()
    {
        FunctionResult result = await _kernel.InvokePromptAsync("Tell me {{$what}}", new() { ["what"] = "more" }, cancellationToken: Cancellation);

        Assert.Equal(AnsweringModel.AnswerTo("Tell me more"), result.ToString());
    }

    [Fact]
    public async Task A_request_with_optional_functions_is_answered_with_text()
    {
        _kernel.Plugins.AddFromFunctions("Clock", [KernelFunctionFactory.CreateFromMethod([Description("Tells the time")] () => "noon", "Now")]);
        PromptExecutionSettings settings = new() { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() };

        Assert.Equal(AnsweringModel.AnswerTo("why"), (await _chat.GetChatMessageContentAsync("why", settings, _kernel, Cancellation)).Content);
    }

    [Fact]
    public async Task Cancellation_and_an_abandoned_stream_leave_the_service_usable()
    {
        using CancellationTokenSource source = new();
        _base.Pass = (_, _) => source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _chat.GetChatMessageContentAsync("why", cancellationToken: source.Token));
        _base.Pass = null;
        await foreach (StreamingChatMessageContent piece in _chat.GetStreamingChatMessageContentsAsync("why", cancellationToken: Cancellation))
        {
            break;
        }

        Assert.Equal(AnsweringModel.AnswerTo("again"), (await _chat.GetChatMessageContentAsync("again", cancellationToken: Cancellation)).Content);
        Assert.Equal(0, _base.OpenSessions + _aligned.OpenSessions);
    }

    [Fact]
    public async Task Parallel_requests_do_not_mix()
    {
        string[] questions = [.. Enumerable.Range(0, 8).Select(i => $"number{i}")];
        IReadOnlyList<ChatMessageContent>[] answers = await Task.WhenAll(
            questions.Select(question => _chat.GetChatMessageContentsAsync(question, cancellationToken: Cancellation)));

        Assert.Equal(questions.Select(AnsweringModel.AnswerTo), answers.Select(answer => answer[0].Content));
    }

    private Task<ChatMessageContent> AskAsync(string setting, object value) => _chat.GetChatMessageContentAsync(
        "why", new PromptExecutionSettings { ExtensionData = new Dictionary<string, object> { [setting] = value } }, cancellationToken: Cancellation);

    private async Task<List<StreamingChatMessageContent>> StreamAsync(string question)
    {
        List<StreamingChatMessageContent> pieces = [];
        await foreach (StreamingChatMessageContent piece in _chat.GetStreamingChatMessageContentsAsync(question, cancellationToken: Cancellation))
        {
            pieces.Add(piece);
        }

        return pieces;
    }

    private sealed class OtherSettings : PromptExecutionSettings
    {
        [System.Text.Json.Serialization.JsonPropertyName("max_tokens")]
        public int MaxTokens { get; set; }

        [System.Text.Json.Serialization.JsonPropertyName("threshold")]
        public double Threshold { get; set; }
    }
}
