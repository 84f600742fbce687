using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Services;
using Microsoft.SemanticKernel.TextGeneration;
using Nudging.Chat;
using Nudging.OnnxRuntime;
using Nudging.Tests.Chat;

namespace SemanticKernel.Connectors.Nudging.Tests;

/// <summary>What is registered, when models are loaded, and who disposes them.</summary>
public sealed class RegistrationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_services_answer_through_one_pair()
    {
        int created = 0;
        await using ServiceProvider provider = new ServiceCollection()
            .AddNudgingChatCompletion(_ =>
            {
                created++;
                return CreatePair();
            })
            .BuildServiceProvider();
        Assert.Equal(0, created);

        string expected = AnsweringModel.AnswerTo("why");
        Assert.Equal(expected, (await provider.GetRequiredService<IChatCompletionService>().GetChatMessageContentAsync("why", cancellationToken: Cancellation)).Content);
        Assert.Equal(expected, (await provider.GetRequiredService<ITextGenerationService>().GetTextContentAsync("why", cancellationToken: Cancellation)).Text);
        Assert.Equal(expected, (await provider.GetRequiredService<IChatClient>().GetResponseAsync("why", cancellationToken: Cancellation)).Text);
        Assert.Same(provider.GetRequiredService<NudgingPair>(), provider.GetRequiredService<IChatClient>().GetService<NudgingPair>());
        Assert.Equal(1, created);
    }

    [Fact]
    public void Services_name_their_model_and_where_it_is()
    {
        using ServiceProvider provider = new ServiceCollection().AddNudgingChatCompletion(_ => CreatePair("b", "a")).BuildServiceProvider();

        foreach (IAIService service in new IAIService[] { provider.GetRequiredService<IChatCompletionService>(), provider.GetRequiredService<ITextGenerationService>() })
        {
            Assert.Equal("b+a", service.GetModelId());
            Assert.Equal("file:///models/b", service.GetEndpoint());
        }
    }

    [Fact]
    public async Task Two_pairs_live_in_one_kernel_under_their_keys()
    {
        IKernelBuilder builder = Kernel.CreateBuilder();
        builder.AddNudgingChatCompletion(_ => CreatePair("b1", "a1"), serviceId: "one");
        builder.AddNudgingChatCompletion(_ => CreatePair("b2", "a2"), options => options.MaxOutputTokens = 3, serviceId: "two");
        Kernel kernel = builder.Build();
        await using var services = (ServiceProvider)kernel.Services;

        Assert.Equal("b1+a1", kernel.GetRequiredService<IChatCompletionService>("one").GetModelId());
        Assert.Equal("b2+a2", kernel.GetRequiredService<ITextGenerationService>("two").GetModelId());
        PromptExecutionSettings settings = new() { ServiceId = "two" };
        Assert.Equal("You asked me", (await kernel.InvokePromptAsync("why", new(settings), cancellationToken: Cancellation)).ToString());
        Assert.Null(services.GetService<NudgingPair>());
        Assert.NotSame(services.GetRequiredKeyedService<NudgingPair>("one"), services.GetRequiredKeyedService<NudgingPair>("two"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_container_disposes_models_it_created_once_and_lets_requests_end_first(bool asynchronously)
    {
        AnsweringModel baseModel = new("b");
        AnsweringModel aligned = new("a");
        ServiceProvider provider = new ServiceCollection().AddNudgingChatCompletion(_ => new NudgingPair(baseModel, aligned)).BuildServiceProvider();
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        aligned.Pass = (_, cancellationToken) =>
        {
            reached.TrySetResult();
            return Task.Delay(Timeout.Infinite, cancellationToken);
        };
        Task<ChatMessageContent> running = provider.GetRequiredService<IChatCompletionService>().GetChatMessageContentAsync("why", cancellationToken: Cancellation);
        provider.GetRequiredService<ITextGenerationService>();
        await reached.Task;

        if (asynchronously)
        {
            await provider.DisposeAsync();
        }
        else
        {
            provider.Dispose();
        }

        Assert.Equal((1, 1, 0, 0), (baseModel.Disposals, aligned.Disposals, baseModel.OpenSessions, aligned.OpenSessions));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => running);
    }

    [Fact]
    public void A_pair_of_the_caller_is_left_to_the_caller()
    {
        AnsweringModel baseModel = new("b");
        using NudgingPair pair = new(baseModel, new AnsweringModel("a"));
        ServiceProvider provider = new ServiceCollection().AddNudgingChatCompletion(pair).BuildServiceProvider();
        Assert.Same(pair, provider.GetRequiredService<IChatClient>().GetService<NudgingPair>());

        provider.Dispose();
        Assert.Equal(0, baseModel.Disposals);
    }

    [Fact]
    public async Task Streamed_text_generation_is_the_whole_text()
    {
        await using ServiceProvider provider = new ServiceCollection().AddNudgingChatCompletion(_ => CreatePair()).BuildServiceProvider();
        List<StreamingTextContent> pieces = [];
        await foreach (StreamingTextContent piece in provider.GetRequiredService<ITextGenerationService>().GetStreamingTextContentsAsync("why", cancellationToken: Cancellation))
        {
            pieces.Add(piece);
        }

        Assert.Equal(AnsweringModel.AnswerTo("why"), string.Concat(pieces.Select(piece => piece.Text)));
        Assert.IsType<UsageDetails>(pieces[^1].Metadata!["Usage"]);
        Assert.Equal(2, pieces.SkipLast(1).Select(piece => piece.Metadata![NudgingResponseKeys.Source]).Distinct().Count());
    }

    [Fact]
    public void Folders_are_read_when_a_service_is_first_asked_for()
    {
        IKernelBuilder builder = Kernel.CreateBuilder();
        builder.AddNudgingChatCompletion("no/such/base", "no/such/aligned", options => options.Threshold = 0.4f);
        Kernel kernel = builder.Build();

        Assert.Contains("base", Assert.Throws<ModelLoadException>(() => kernel.GetRequiredService<IChatCompletionService>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_are_checked_when_they_are_set()
    {
        IServiceCollection services = new ServiceCollection();

        Assert.Contains("Threshold", Assert.Throws<ArgumentOutOfRangeException>(() =>
            services.AddNudgingChatCompletion("b", "a", options => options.Threshold = -1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => services.AddNudgingChatCompletion(" ", "a"));
        Assert.Throws<ArgumentException>(() => services.AddNudgingChatCompletion("b", ""));
        Assert.Throws<ArgumentNullException>(() => services.AddNudgingChatCompletion((NudgingPair)null!));
        Assert.Throws<ArgumentNullException>(() => ((IKernelBuilder)null!).AddNudgingChatCompletion("b", "a"));
    }

    private static NudgingPair CreatePair(string baseName = "b", string alignedName = "a") => new(new AnsweringModel(baseName), new AnsweringModel(alignedName));
}
