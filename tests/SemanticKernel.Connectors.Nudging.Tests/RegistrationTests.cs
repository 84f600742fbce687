using System.Reflection;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Services;
using Microsoft.SemanticKernel.TextGeneration;
using Nudging.Chat;
using Nudging.Decoding;
using Nudging.OnnxRuntime;
using Nudging.Tests.Chat;

namespace SemanticKernel.Connectors.Nudging.Tests;

/// <summary>The services of a registration, and the loading and disposal of its models.</summary>
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
    public void Services_have_the_name_and_the_location_of_their_model()
    {
        using ServiceProvider provider = new ServiceCollection().AddNudgingChatCompletion(_ => CreatePair("b", "a")).BuildServiceProvider();

        foreach (IAIService service in new IAIService[] { provider.GetRequiredService<IChatCompletionService>(), provider.GetRequiredService<ITextGenerationService>() })
        {
            Assert.Equal("b+a", service.GetModelId());
            Assert.Equal("file:///models/b", service.GetEndpoint());
        }
    }

    [Fact]
    public async Task Two_pairs_in_one_kernel_are_found_under_their_keys()
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
    public async Task Disposal_of_the_container_ends_requests_and_then_disposes_its_models_once(bool asynchronously)
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
    public void The_container_does_not_dispose_a_pair_of_the_caller()
    {
        AnsweringModel baseModel = new("b");
        using NudgingPair pair = new(baseModel, new AnsweringModel("a"));
        ServiceProvider provider = new ServiceCollection().AddNudgingChatCompletion(pair).BuildServiceProvider();
        Assert.Same(pair, provider.GetRequiredService<IChatClient>().GetService<NudgingPair>());

        provider.Dispose();
        Assert.Equal(0, baseModel.Disposals);
    }

    [Fact]
    public async Task Streamed_text_generation_gives_the_whole_text_the_sources_and_the_usage()
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
    public void Missing_model_folders_are_reported_when_a_service_is_first_requested()
    {
        IKernelBuilder builder = Kernel.CreateBuilder();
        builder.AddNudgingChatCompletion("no/such/base", "no/such/aligned", options => options.Threshold = 0.4f);
        Kernel kernel = builder.Build();

        Assert.Contains("base", Assert.Throws<ModelLoadException>(() => kernel.GetRequiredService<IChatCompletionService>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_options_and_blank_paths_are_refused_at_registration()
    {
        IServiceCollection services = new ServiceCollection();

        Assert.Contains("Threshold", Assert.Throws<ArgumentOutOfRangeException>(() =>
            services.AddNudgingChatCompletion("b", "a", options => options.Threshold = -1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => services.AddNudgingChatCompletion(" ", "a"));
        Assert.Throws<ArgumentException>(() => services.AddNudgingChatCompletion("b", ""));
        Assert.Throws<ArgumentNullException>(() => services.AddNudgingChatCompletion((NudgingPair)null!));
        Assert.Throws<ArgumentNullException>(() => ((IKernelBuilder)null!).AddNudgingChatCompletion("b", "a"));
    }

    [Fact]
    public void Relative_paths_are_resolved_at_registration()
    {
        NudgingServiceOptions? registered = null;
        new ServiceCollection().AddNudgingChatCompletion("models/base", "ignored", configureService: service =>
        {
            service.AlignedModelPath = "models/aligned";
            registered = service;
        });

        Assert.Equal((Path.GetFullPath("models/base"), Path.GetFullPath("models/aligned")), (registered!.BaseModelPath, registered.AlignedModelPath));
    }

    [Fact]
    public void The_second_delegate_sees_and_changes_the_options_of_the_first_delegate()
    {
        List<float> thresholds = [];
        new ServiceCollection().AddNudgingChatCompletion(
            _ => CreatePair(),
            options => options.Threshold = 0.7f,
            configureService: service =>
            {
                thresholds.Add(service.Generation.Threshold);
                service.Generation.Threshold = 0.8f;
            });

        Assert.Equal([0.7f], thresholds);
    }

    [Fact]
    public void Both_builders_have_the_same_overloads()
    {
        string[] ofServices = Overloads(typeof(NudgingServiceCollectionExtensions));

        Assert.InRange(ofServices.Length, 1, 6);
        Assert.Equal(ofServices, Overloads(typeof(NudgingKernelBuilderExtensions)));

        static string[] Overloads(Type type) =>
        [
            .. type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
                .Select(method => $"{method.Name}({string.Join(", ", method.GetParameters().Skip(1).Select(parameter => $"{parameter.ParameterType} {parameter.Name}"))})").Order(StringComparer.Ordinal),
        ];
    }

    [Fact]
    public async Task Every_overload_registers_every_service_under_its_key()
    {
        await using NudgingPair pair = CreatePair();
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(
            [new("BaseModelPath", DemoPair.DemoPairFiles.BaseModelPath), new("AlignedModelPath", DemoPair.DemoPairFiles.AlignedModelPath)]).Build();
        Action<NudgingServiceOptions> set = service => service.Prompts.AnswerStart = "";
        IServiceCollection services = new ServiceCollection()
            .AddNudgingChatCompletion(DemoPair.DemoPairFiles.BaseModelPath, DemoPair.DemoPairFiles.AlignedModelPath, Limit, "paths", set)
            .AddNudgingChatCompletion(configuration, Limit, "configuration", set)
            .AddNudgingChatCompletion(pair.BaseModel, pair.AlignedModel, Limit, "models", set)
            .AddNudgingChatCompletion(pair, Limit, "pair", set)
            .AddNudgingChatCompletion(_ => CreatePair(), Limit, "factory", set);
        await using ServiceProvider provider = services.BuildServiceProvider();

        foreach (string key in (string[])["paths", "configuration", "models", "pair", "factory"])
        {
            Assert.NotNull(provider.GetRequiredKeyedService<NudgingPair>(key));
            Assert.NotNull(provider.GetRequiredKeyedService<IChatCompletionService>(key));
            Assert.NotNull(provider.GetRequiredKeyedService<ITextGenerationService>(key));
            ChatResponse response = await provider.GetRequiredKeyedService<IChatClient>(key).GetResponseAsync("What is the capital of Peru?", cancellationToken: Cancellation);
            Assert.Equal((key, 2L), (key, response.Usage!.OutputTokenCount));
        }

        static void Limit(NudgingOptions options) => options.MaxOutputTokens = 2;
    }

    private static NudgingPair CreatePair(string baseName = "b", string alignedName = "a") => new(new AnsweringModel(baseName), new AnsweringModel(alignedName));
}
