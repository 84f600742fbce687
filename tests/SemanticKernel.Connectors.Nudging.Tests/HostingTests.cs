using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Nudging.Chat;
using Nudging.OnnxRuntime;
using Nudging.Tests.Chat;
using Nudging.TestSupport;
using DemoFiles = DemoPair.DemoPairFiles;

namespace SemanticKernel.Connectors.Nudging.Tests;

/// <summary>A pair in a host: start, health checks, logs and metrics.</summary>
public sealed class HostingTests : IDisposable
{
    private readonly AnsweringModel _base = new("base");
    private readonly AnsweringModel _aligned = new("aligned");
    private readonly RecordedLogs _logs = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _base.Dispose();
        _aligned.Dispose();
        _logs.Dispose();
    }

    [Fact]
    public async Task With_WarmUp_the_start_loads_the_models_and_generates_a_token()
    {
        using IHost host = Build(services => services.AddNudgingChatCompletion(
            DemoFiles.BaseModelPath, DemoFiles.AlignedModelPath, serviceId: "demo", configureService: service => service.WarmUp = true));
        await host.StartAsync(Cancellation);

        Assert.Equal(["ModelsLoaded", "WarmedUp"], _logs.Events);
        var model = (OnnxLanguageModel)host.Services.GetRequiredKeyedService<NudgingPair>("demo").AlignedModel;
        Assert.True(model.Statistics.Passes > 0);
    }

    [Fact]
    public async Task Without_WarmUp_the_start_loads_no_models()
    {
        using IHost host = Build(services => services.AddNudgingChatCompletion("no/such/base", "no/such/aligned"));
        await host.StartAsync(Cancellation);

        Assert.Empty(_logs.Entries);
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task With_WarmUp_a_start_without_the_models_fails_with_key_and_path()
    {
        using IHost host = Build(services => services.AddNudgingChatCompletion("no/such/base", "no/such/aligned", serviceId: "demo", configureService: service => service.WarmUp = true));

        InvalidOperationException failure = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(Cancellation));
        Assert.Contains("'demo'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("no/such/base", failure.Message.Replace('\\', '/'), StringComparison.Ordinal);
        Assert.IsType<ModelLoadException>(failure.InnerException);
        Assert.Equal(["LoadFailed"], _logs.Events);
    }

    [Fact]
    public async Task A_warm_up_that_is_cancelled_leaves_the_pair_usable()
    {
        using CancellationTokenSource source = new();
        _aligned.Pass = (_, _) => source.CancelAsync();
        using IHost host = Build(services => services.AddNudgingChatCompletion(_ => new(_base, _aligned), configureService: service => service.WarmUp = true));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.StartAsync(source.Token));

        _aligned.Pass = null;
        Assert.Equal(AnsweringModel.AnswerTo("why"), (await host.Services.GetRequiredService<IChatClient>().GetResponseAsync("why", cancellationToken: Cancellation)).Text);
    }

    [Fact]
    public async Task A_check_is_degraded_before_the_models_are_loaded_and_then_healthy()
    {
        using IHost host = Build(services =>
        {
            services.AddNudgingChatCompletion(_ => new(_base, _aligned));
            services.AddHealthChecks().AddNudging();
        });
        Assert.Equal(HealthStatus.Degraded, (await CheckAsync(host)).Status);
        Assert.Empty(_base.Prompts);

        host.Services.GetRequiredService<NudgingPair>();
        HealthReportEntry entry = await CheckAsync(host);
        Assert.Equal(HealthStatus.Healthy, entry.Status);
        Assert.Equal(("base", "aligned"), (entry.Data["base"], entry.Data["aligned"]));
        Assert.Empty(_base.Prompts);
    }

    [Fact]
    public async Task A_check_reports_a_failure_to_load_until_loading_succeeds()
    {
        bool fails = true;
        using IHost host = Build(services =>
        {
            services.AddNudgingChatCompletion(_ => fails ? throw new InvalidOperationException("no memory") : new(_base, _aligned), serviceId: "one");
            services.AddHealthChecks().AddNudging("one", failureStatus: HealthStatus.Degraded);
        });
        Assert.Throws<InvalidOperationException>(() => host.Services.GetRequiredKeyedService<NudgingPair>("one"));
        HealthReportEntry entry = await CheckAsync(host, "nudging-one");
        Assert.Equal((HealthStatus.Degraded, "no memory"), (entry.Status, entry.Exception!.Message));

        fails = false;
        host.Services.GetRequiredKeyedService<NudgingPair>("one");
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(host, "nudging-one")).Status);
    }

    [Fact]
    public async Task A_check_that_generates_sends_a_request_to_the_pair()
    {
        using IHost host = Build(services =>
        {
            services.AddNudgingChatCompletion(_ => new(_base, _aligned));
            services.AddHealthChecks().AddNudging(generate: true);
        });
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(host)).Status);
        Assert.Single(_base.Prompts);

        _base.Pass = (_, _) => throw new InvalidOperationException("device lost");
        HealthReportEntry entry = await CheckAsync(host);
        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Contains("device lost", entry.Description, StringComparison.Ordinal);
        Assert.DoesNotContain("Answered", _logs.Events);
    }

    [Fact]
    public async Task A_check_of_an_unregistered_key_names_the_key()
    {
        using IHost host = Build(services => services.AddHealthChecks().AddNudging("absent", name: "check"));

        Assert.Contains("'absent'", (await Assert.ThrowsAsync<InvalidOperationException>(() => CheckAsync(host, "check"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Prompts_and_answers_are_logged_only_with_EnableSensitiveData(bool allowed)
    {
        using IHost host = Build(services => services.AddNudgingChatCompletion(
            DemoFiles.BaseModelPath, DemoFiles.AlignedModelPath, configureService: service => service.EnableSensitiveData = allowed));
        IChatClient client = host.Services.GetRequiredService<IChatClient>();
        string answer = (await client.GetResponseAsync("What is the capital of Peru?", cancellationToken: Cancellation)).Text;

        Assert.Contains("Answered", _logs.Events);
        Assert.Equal(allowed, _logs.Text.Contains("Peru", StringComparison.Ordinal));
        Assert.Equal(allowed, _logs.Text.Contains(answer, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Drafts_and_cached_prompts_are_measured()
    {
        // A separate folder gives the pair a different name.
        using TemporaryFolder folder = new();
        foreach (string file in Directory.GetFiles(DemoFiles.BaseModelPath))
        {
            File.Copy(file, folder[Path.GetFileName(file)]);
        }

        using RecordedMeasurements measurements = new($"{Path.GetFileName(folder.Path)}+aligned");
        using IHost host = Build(services => services.AddNudgingChatCompletion(folder.Path, DemoFiles.AlignedModelPath));
        IChatClient client = host.Services.GetRequiredService<IChatClient>();
        List<ChatMessage> chat = [new(ChatRole.User, "What is the capital of Peru?")];
        chat.AddRange((await client.GetResponseAsync(chat, cancellationToken: Cancellation)).Messages);
        chat.Add(new(ChatRole.User, "What is 7 plus 5?"));
        UsageDetails usage = (await client.GetResponseAsync(chat, cancellationToken: Cancellation)).Usage!;

        double[] acceptances = ValuesOf("nudging.draft.acceptance");
        Assert.Equal(2, acceptances.Length);
        Assert.All(acceptances, acceptance => Assert.InRange(acceptance, 0.01, 1));
        Assert.All(ValuesOf("nudging.base.tokens_per_pass"), tokens => Assert.InRange(tokens, 0.1, 100));
        double[] cached = ValuesOf("nudging.cache.hit_tokens");
        Assert.All(cached[..2], tokens => Assert.Equal(0, tokens));
        Assert.All(cached[2..], tokens => Assert.True(tokens > 0));
        Assert.Equal([usage.CachedInputTokenCount!.Value, usage.AdditionalCounts!["alignedCachedInputTokens"]], cached[2..].Select(tokens => (long)tokens));

        double[] ValuesOf(string instrument) => [.. measurements.All.Where(measurement => measurement.Name == instrument).Select(measurement => measurement.Value)];
    }

    private static async Task<HealthReportEntry> CheckAsync(IHost host, string name = "nudging") =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancellation)).Entries[name];

    private IHost Build(Action<IServiceCollection> configure)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging(logging =>
        {
            logging.AddProvider(_logs).SetMinimumLevel(LogLevel.Trace);
            foreach (string host in (string[])["Microsoft.Extensions.Hosting", "Microsoft.Hosting", "Microsoft.Extensions.Diagnostics"])
            {
                logging.AddFilter(host, LogLevel.None);
            }
        });
        configure(builder.Services);
        return builder.Build();
    }
}
