using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Services;
using Microsoft.SemanticKernel.TextGeneration;
using Nudging.Chat;
using Nudging.OnnxRuntime;
using DemoFiles = DemoPair.DemoPairFiles;

namespace SemanticKernel.Connectors.Nudging.Tests;

/// <summary>The real kernel with the demo pair does not show known defects of other connectors.</summary>
public sealed class KernelTrapTests : IClassFixture<DemoPairTests.Pair>, IDisposable
{
    private const string Question = "What is the capital of Peru?";

    private readonly Kernel _kernel;

    public KernelTrapTests(DemoPairTests.Pair pair)
    {
        IKernelBuilder builder = Kernel.CreateBuilder();
        builder.AddNudgingChatCompletion(pair.Models);
        _kernel = builder.Build();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => ((IDisposable)_kernel.Services).Dispose();

    [Fact]
    public void A_type_set_as_response_format_by_reflection_becomes_its_schema()
    {
        System.Reflection.PropertyInfo property = typeof(NudgingPromptExecutionSettings).GetProperty("ResponseFormat")!;
        Assert.Equal(typeof(object), property.PropertyType);
        NudgingPromptExecutionSettings settings = new() { Threshold = 0.5f };
        property.SetValue(settings, typeof(Ledger));

        var clone = (NudgingPromptExecutionSettings)settings.Clone();
        Assert.Equal(typeof(Ledger), clone.ResponseFormat);
        Assert.Contains("isDone", JsonSerializer.Serialize(clone), StringComparison.OrdinalIgnoreCase);
        ChatOptions options = clone.ToChatOptions(_kernel)!;
        Assert.Contains("isDone", Assert.IsType<ChatResponseFormatJson>(options.ResponseFormat).Schema.ToString()!, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(0.5, options.AdditionalProperties!["threshold"]);
    }

    [Fact]
    public async Task Services_have_the_metadata_and_attributes_of_the_pair()
    {
        Assert.NotNull(_kernel.GetRequiredService<IChatClient>().GetService(typeof(ChatClientMetadata)));
        Assert.Equal("base+aligned", _kernel.GetRequiredService<IChatCompletionService>().GetModelId());
        Assert.StartsWith("file:///", _kernel.GetRequiredService<IChatCompletionService>().GetEndpoint(), StringComparison.Ordinal);
        Assert.Contains("Lima", (await _kernel.InvokePromptAsync(Question, cancellationToken: Cancellation)).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_kernel_prefers_the_pair_to_a_text_generation_service_that_was_registered_before()
    {
        IKernelBuilder builder = Kernel.CreateBuilder();
        builder.Services.AddSingleton<ITextGenerationService>(new OtherTexts());
        builder.AddNudgingChatCompletion(DemoFiles.BaseModelPath, DemoFiles.AlignedModelPath);
        Kernel kernel = builder.Build();
        await using var services = (ServiceProvider)kernel.Services;

        Assert.Contains("Lima", (await kernel.InvokePromptAsync(Question, cancellationToken: Cancellation)).ToString(), StringComparison.Ordinal);
        Assert.Contains("Lima", (await kernel.GetRequiredService<ITextGenerationService>().GetTextContentAsync(Question, cancellationToken: Cancellation)).Text, StringComparison.Ordinal);
        Assert.Contains("Lima", (await kernel.GetRequiredService<IChatClient>().GetResponseAsync(Question, cancellationToken: Cancellation)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_service_provider_disposes_the_models()
    {
        IKernelBuilder builder = Kernel.CreateBuilder();
        builder.AddNudgingChatCompletion(DemoFiles.BaseModelPath, DemoFiles.AlignedModelPath);
        Kernel kernel = builder.Build();
        IChatCompletionService chat = kernel.GetRequiredService<IChatCompletionService>();
        Assert.False(chat is IDisposable or IAsyncDisposable);
        var model = (OnnxLanguageModel)kernel.GetRequiredService<NudgingPair>().BaseModel;

        await ((ServiceProvider)kernel.Services).DisposeAsync();
        Assert.Throws<ObjectDisposedException>(() => model.CreateSession(""));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => chat.GetChatMessageContentAsync(Question, cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Whole_and_streamed_answers_have_the_same_usage()
    {
        IChatCompletionService chat = _kernel.GetRequiredService<IChatCompletionService>();
        const string Fresh = "What is the chemical symbol of gold?";
        var usage = Assert.IsType<UsageDetails>((await chat.GetChatMessageContentAsync(Fresh, cancellationToken: Cancellation)).Metadata!["Usage"]);
        UsageContent streamed = Assert.Single((await StreamAsync(chat, Fresh)).Select(piece => piece.Metadata?.GetValueOrDefault("Usage")).OfType<UsageContent>());

        Assert.Equal((usage.InputTokenCount, usage.OutputTokenCount, usage.TotalTokenCount), (streamed.Details.InputTokenCount, streamed.Details.OutputTokenCount, streamed.Details.TotalTokenCount));
        Assert.Equal(usage.InputTokenCount + usage.OutputTokenCount, usage.TotalTokenCount);
        Assert.InRange(usage.AdditionalCounts!["basePasses"], 1, long.MaxValue);
        Assert.InRange(usage.AdditionalCounts["acceptedDraftTokens"], 0, usage.AdditionalCounts["draftedTokens"]);
        Assert.NotNull(streamed.Details.CachedInputTokenCount);
    }

    [Fact]
    public async Task Streamed_pieces_have_source_and_stop_reason_in_their_metadata()
    {
        List<StreamingChatMessageContent> pieces = await StreamAsync(_kernel.GetRequiredService<IChatCompletionService>());

        Assert.All(pieces.SkipLast(1), piece => Assert.Contains((string)piece.Metadata![NudgingResponseKeys.Source]!, (string[])["base", "aligned"]));
        Assert.Equal("AlignedModelStopped", pieces[^1].Metadata![NudgingResponseKeys.StopReason]);
    }

    [Fact]
    public async Task Requests_are_traced_by_the_conventions_for_generative_ai()
    {
        List<Activity> spans = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == "Experimental.Microsoft.Extensions.AI",
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        using Activity parent = new Activity("test").Start();
        await _kernel.GetRequiredService<IChatCompletionService>().GetChatMessageContentAsync(Question, cancellationToken: Cancellation);
        await StreamAsync(_kernel.GetRequiredService<IChatCompletionService>());

        Activity[] ours = [.. spans.ToArray().Where(span => span.TraceId == parent.TraceId && span.OperationName.StartsWith("chat", StringComparison.Ordinal))];
        Assert.Equal(2, ours.Length);
        Assert.All(ours, span =>
        {
            Assert.Equal("base+aligned", span.GetTagItem("gen_ai.response.model"));
            Assert.IsType<double>(span.GetTagItem("nudging.ratio"));
            Assert.DoesNotContain(span.TagObjects, tag => tag.Value?.ToString()?.Contains("Peru", StringComparison.Ordinal) == true);
        });
    }

    [Fact]
    public async Task The_chat_client_of_the_kernel_is_a_NudgingChatClient_and_has_usage()
    {
        IChatClient client = _kernel.GetRequiredService<IChatClient>();

        Assert.NotNull(client.GetService<NudgingChatClient>());
        Assert.NotNull((await client.GetResponseAsync(Question, cancellationToken: Cancellation)).Usage);
    }

    [Fact]
    public async Task Settings_of_a_prompt_configuration_reach_the_pair()
    {
        PromptTemplateConfig config = PromptTemplateConfig.FromJson(
            """{"template": "{{$question}}", "execution_settings": {"default": {"max_tokens": "2", "threshold": "0.3", "mode": "sequential", "stop_sequences": ["zzz"]}}}""");
        KernelArguments arguments = new() { ["question"] = Question };
        Assert.Equal(2, await OutputTokensAsync());

        config.ExecutionSettings["default"] = new NudgingPromptExecutionSettings { MaxOutputTokens = 3, Threshold = 0.3f };
        Assert.Equal(3, await OutputTokensAsync());

        config.ExecutionSettings["default"] = new PromptExecutionSettings { ExtensionData = new Dictionary<string, object> { ["max_tokens"] = "many" } };
        Assert.Contains("'max_tokens'", (await Assert.ThrowsAsync<ArgumentException>(OutputTokensAsync)).Message, StringComparison.Ordinal);

        async Task<int> OutputTokensAsync()
        {
            FunctionResult result = await _kernel.InvokeAsync(KernelFunctionFactory.CreateFromPrompt(config), arguments, Cancellation);
            return (int)result.Metadata![NudgingResponseKeys.OutputTokens]!;
        }
    }

    private static async Task<List<StreamingChatMessageContent>> StreamAsync(IChatCompletionService chat, string question = Question)
    {
        List<StreamingChatMessageContent> pieces = [];
        await foreach (StreamingChatMessageContent piece in chat.GetStreamingChatMessageContentsAsync(question, cancellationToken: Cancellation))
        {
            pieces.Add(piece);
        }

        return pieces;
    }

    private sealed record Ledger(bool IsDone, string Reason);

    private sealed class OtherTexts : ITextGenerationService
    {
        public IReadOnlyDictionary<string, object?> Attributes { get; } = new Dictionary<string, object?>();

        public Task<IReadOnlyList<Microsoft.SemanticKernel.TextContent>> GetTextContentsAsync(
            string prompt, PromptExecutionSettings? executionSettings = null, Kernel? kernel = null, CancellationToken cancellationToken = default) =>
            Task.FromResult<IReadOnlyList<Microsoft.SemanticKernel.TextContent>>([new("another service")]);

        public async IAsyncEnumerable<StreamingTextContent> GetStreamingTextContentsAsync(
            string prompt, PromptExecutionSettings? executionSettings = null, Kernel? kernel = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.CompletedTask;
            yield return new("another service");
        }
    }
}
