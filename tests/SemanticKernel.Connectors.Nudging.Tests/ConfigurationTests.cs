using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Nudging.Chat;
using Nudging.Decoding;
using Nudging.OnnxRuntime;
using Nudging.TestSupport;
using DemoFiles = DemoPair.DemoPairFiles;

namespace SemanticKernel.Connectors.Nudging.Tests;

/// <summary>A configuration section describes a pair; a wrong section is refused with its wrong key.</summary>
public sealed class ConfigurationTests
{
    private static readonly Dictionary<string, string?> Complete = new()
    {
        ["BaseModelPath"] = "models/base",
        ["AlignedModelPath"] = "models/aligned",
        ["Generation:Threshold"] = "0.75",
        ["Generation:Lookahead"] = "8",
        ["Generation:MaxOutputTokens"] = "99",
        ["Generation:Mode"] = "sequential",
        ["Generation:StopSequences:0"] = "a",
        ["Generation:StopSequences:1"] = "b",
        ["Prompts:QuestionPrefix"] = "Q: ",
        ["WarmUp"] = "true",
        ["UseOpenTelemetry"] = "false",
        ["EnableSensitiveData"] = "true",
        ["BaseModel:ExecutionProvider"] = "directml:1",
        ["BaseModel:IntraOpThreads"] = "3",
        ["AlignedModel:ExecutionProvider"] = "cpu",
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void A_section_sets_the_options_before_the_delegate_changes_them()
    {
        using ServiceProvider provider = new ServiceCollection()
            .AddNudgingChatCompletion(Section(Complete), options => options.Lookahead += 1).BuildServiceProvider();

        NudgingServiceOptions options = provider.GetRequiredService<IOptions<NudgingServiceOptions>>().Value;
        NudgingOptions generation = options.Generation;
        Assert.Equal((0.75f, 9, 99, NudgingMode.Sequential), (generation.Threshold, generation.Lookahead, generation.MaxOutputTokens, generation.Mode));
        Assert.Equal(["a", "b"], generation.StopSequences);
        Assert.Equal("Q: ", options.Prompts.QuestionPrefix);
        Assert.Equal((true, false, true), (options.WarmUp, options.UseOpenTelemetry, options.EnableSensitiveData));
        Assert.Equal(("directml:1", 3, "cpu"), (options.BaseModel.ExecutionProvider!.ToString(), options.BaseModel.IntraOpThreads, options.AlignedModel.ExecutionProvider!.ToString()));
    }

    [Theory]
    [InlineData("BaseModelPath", null, "Nudging:BaseModelPath: Not set; it must be the folder")]
    [InlineData("AlignedModelPath", null, "Nudging:AlignedModelPath: Not set; it must be the folder")]
    [InlineData("AlignedModelPath", "  ", "Nudging:AlignedModelPath is blank")]
    [InlineData("Generation:Threshold", "-1", "Nudging:Generation:Threshold is -1; it must be")]
    [InlineData("Generation:Threshold", "high", "'Nudging:Generation:Threshold'")]
    [InlineData("Generation:Lookahead", "0", "Nudging:Generation:Lookahead is 0; it must be at least 1")]
    [InlineData("Generation:MaxOutputTokens", "many", "'Nudging:Generation:MaxOutputTokens'")]
    [InlineData("Generation:Mode", "fast", "'Nudging:Generation:Mode'")]
    [InlineData("Generation:TopP", "2", "Nudging:Generation:TopP is 2; it must be")]
    [InlineData("Generation:StopSequences:1", "", "Nudging:Generation:StopSequences[1] is empty")]
    [InlineData("WarmUp", "perhaps", "'Nudging:WarmUp'")]
    [InlineData("BaseModel:ExecutionProvider", "cpu:1:2", "'Nudging:BaseModel:ExecutionProvider'")]
    [InlineData("BaseModel:ExecutionProvider", "cpu:1:2", "'cpu:1:2' is not an execution provider")]
    [InlineData("AlignedModel:IntraOpThreads", "0", "Nudging:AlignedModel:IntraOpThreads is 0; it must be at least 1")]
    [InlineData("Pair:MaxQueuedRequests", "-1", "Nudging:Pair:MaxQueuedRequests is -1; it must be at least 0")]
    [InlineData("BaseModel:Threads", "1", "Nudging:BaseModel:Threads is not an option; the options are ")]
    [InlineData("Generation:Treshold", "0.4", "Nudging:Generation:Treshold is not an option; the options are Threshold, Lookahead, ")]
    [InlineData("Prompts:BasePrompt", "Poem", "'Nudging:Prompts:BasePrompt'")]
    [InlineData("Threshold", "0.4", "Nudging:Threshold is not an option; the options are Generation, Prompts, ")]
    public async Task A_host_with_a_wrong_key_or_value_does_not_start_and_names_the_key(string key, string? value, string expected)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddNudgingChatCompletion(Section(new(Complete) { [key] = value, ["WarmUp"] = key == "WarmUp" ? value : "false" }));
        using IHost host = builder.Build();

        Assert.Contains(expected, (await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancellation))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kernel_without_a_host_refuses_a_wrong_value_when_a_service_is_requested()
    {
        IKernelBuilder builder = Kernel.CreateBuilder();
        builder.AddNudgingChatCompletion(Section(new(Complete) { ["Generation:Lookahead"] = "0" }));
        Kernel kernel = builder.Build();

        Assert.Contains("Nudging:Generation:Lookahead", Assert.Throws<OptionsValidationException>(() => kernel.GetRequiredService<IChatCompletionService>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Three_sections_create_three_pairs_with_separate_options()
    {
        Dictionary<string, string?> demo = new() { ["BaseModelPath"] = DemoFiles.BaseModelPath, ["AlignedModelPath"] = DemoFiles.AlignedModelPath };
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddNudgingChatCompletion(Section(demo), serviceId: "one");
        builder.Services.AddNudgingChatCompletion(Section(new(demo) { ["Generation:MaxOutputTokens"] = "2" }), serviceId: "two");
        builder.Services.AddNudgingChatCompletion(Section(demo), options => options.MaxOutputTokens = 3);
        using IHost host = builder.Build();
        await host.StartAsync(Cancellation);

        Assert.InRange(await TokensAsync("one"), 4, 512);
        Assert.Equal(2, await TokensAsync("two"));
        Assert.Equal(3, await TokensAsync(null));
        await host.StopAsync(Cancellation);

        async Task<long> TokensAsync(string? key) => (await host.Services.GetRequiredKeyedService<IChatClient>(key)
            .GetResponseAsync("What is the capital of Peru?", cancellationToken: Cancellation)).Usage!.OutputTokenCount!.Value;
    }

    [Fact]
    public async Task Models_of_the_caller_need_no_paths_and_are_not_disposed()
    {
        using OnnxLanguageModel baseModel = OnnxLanguageModel.Load(DemoFiles.BaseModelPath);
        using OnnxLanguageModel aligned = OnnxLanguageModel.Load(DemoFiles.AlignedModelPath);
        ServiceCollection services = new();
        services.AddNudgingChatCompletion(baseModel, aligned);
        services.AddNudgingChatCompletion(baseModel, aligned, serviceId: "client");
        await using (ServiceProvider provider = services.BuildServiceProvider())
        {
            Assert.Same(baseModel, provider.GetRequiredService<NudgingPair>().BaseModel);
            Assert.Same(aligned, provider.GetRequiredKeyedService<IChatClient>("client").GetRequiredService<NudgingPair>().AlignedModel);
        }

        await baseModel.CreateSession("").DisposeAsync();
    }

    [Fact]
    public async Task Relative_paths_are_resolved_against_the_content_root_of_the_host()
    {
        using TemporaryFolder root = new();
        foreach ((string name, string source) in new[] { ("base", DemoFiles.BaseModelPath), ("aligned", DemoFiles.AlignedModelPath) })
        {
            Directory.CreateDirectory(root[name]);
            foreach (string file in Directory.GetFiles(source))
            {
                File.Copy(file, Path.Combine(root[name], Path.GetFileName(file)));
            }
        }

        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = root.Path });
        builder.Services.AddNudgingChatCompletion(Section(new() { ["BaseModelPath"] = "base", ["AlignedModelPath"] = "./aligned", ["WarmUp"] = "true" }));
        using IHost host = builder.Build();
        await host.StartAsync(Cancellation);

        NudgingServiceOptions options = host.Services.GetRequiredService<IOptions<NudgingServiceOptions>>().Value;
        Assert.Equal((root["base"], root["aligned"]), (options.BaseModelPath, options.AlignedModelPath));
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public void Relative_paths_without_a_host_are_resolved_against_the_current_directory()
    {
        using ServiceProvider provider = new ServiceCollection().AddNudgingChatCompletion(Section(Complete)).BuildServiceProvider();

        NudgingServiceOptions options = provider.GetRequiredService<IOptions<NudgingServiceOptions>>().Value;
        Assert.Equal((Path.GetFullPath("models/base"), Path.GetFullPath("models/aligned")), (options.BaseModelPath, options.AlignedModelPath));
    }

    private static IConfigurationSection Section(Dictionary<string, string?> values) => new ConfigurationBuilder()
        .AddInMemoryCollection(values.Where(pair => pair.Value is not null).Select(pair => KeyValuePair.Create($"Nudging:{pair.Key}", pair.Value)))
        .Build().GetSection("Nudging");
}
