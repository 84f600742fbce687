using System.Text.Json;
using Nudging.TestSupport;

namespace Nudging.Tool.Tests.Soak;

/// <summary>The command in a process of its own, over the demo pair: a short form of the run before a release.</summary>
public sealed class SoakCommandTests
{
    [Fact]
    public async Task Concurrent_requests_get_the_reference_answers_and_disposal_frees_the_caches()
    {
        Run run = await ToolProcess.RunAsync(["soak", "--requests", "200", "--max-tokens", "12", "--json", "-"]);

        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        JsonElement report = JsonDocument.Parse(run.Output).RootElement;
        Assert.True(report.GetProperty("passed").GetBoolean());
        var outcomes = report.GetProperty("outcomes").EnumerateObject().ToDictionary(outcome => outcome.Name, outcome => outcome.Value.GetInt32());
        Assert.Equal(200, outcomes.Values.Sum());
        Assert.All(["answered", "cancelled", "abandoned", "refused"], outcome => Assert.True(outcomes[outcome] > 0, outcome));
        Assert.Equal(0, report.GetProperty("after").GetProperty("caches").GetInt64());
        Assert.True(report.GetProperty("usage").GetProperty("cachedTokens").GetInt64() > 0);
    }

    [Fact]
    public async Task Zero_clients_are_refused()
    {
        Run run = await ToolProcess.RunAsync(["soak", "--clients", "0"]);
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("--clients is 0; it must be at least 1.", run.Error + run.Output, StringComparison.Ordinal);
    }
}
