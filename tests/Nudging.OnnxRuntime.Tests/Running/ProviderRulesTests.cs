using Microsoft.ML.OnnxRuntime;
using Nudging.OnnxRuntime.Running;

namespace Nudging.OnnxRuntime.Tests.Running;

/// <summary>The rules for DirectML hold in every state of a cache.</summary>
public sealed class ProviderRulesTests
{
    public static TheoryData<string> DirectMLNames => ["directml", "dml:1", "DmlExecutionProvider"];

    [Theory]
    [MemberData(nameof(DirectMLNames))]
    public void On_DirectML_a_pass_of_several_tokens_starts_with_an_empty_cache(string name)
    {
        var provider = OnnxExecutionProvider.Parse(name);
        var rules = ProviderRules.For([OnnxExecutionProvider.Cuda(), provider], useDirectMLRules: false);
        Assert.False(rules.AppendsSeveralTokens);
        Assert.Equal("DML", rules.CacheDevice);
        Assert.Equal(provider.DeviceId, rules.DeviceId);
        for (int total = 1; total < 300; total++)
        {
            for (int cached = 0; cached <= total; cached++)
            {
                int length = rules.Keep(cached, total);
                Assert.Contains(length, (int[])[0, cached]);
                while (length < total)
                {
                    int count = rules.PassLength(length, total - length, 16, 100);
                    Assert.InRange(count, 1, length == 0 ? Math.Min(100, total) : 1);
                    length += count;
                }

                Assert.Equal(total, length);
            }
        }
    }

    [Fact]
    public void On_DirectML_session_options_disable_memory_patterns_and_parallel_execution()
    {
        var rules = ProviderRules.For([OnnxExecutionProvider.DirectML()], useDirectMLRules: false);
        Assert.NotNull(NativeRuntime.Environment);
        using var options = new SessionOptions { ExecutionMode = ExecutionMode.ORT_PARALLEL };
        rules.Configure(options);
        Assert.False(options.EnableMemoryPattern);
        Assert.Equal(ExecutionMode.ORT_SEQUENTIAL, options.ExecutionMode);
        Assert.True(rules.IsDirectML);
    }

    [Fact]
    public void On_other_providers_a_pass_appends_several_tokens()
    {
        var cpu = ProviderRules.For([OnnxExecutionProvider.Cpu], useDirectMLRules: false);
        Assert.True(cpu.AppendsSeveralTokens);
        Assert.False(cpu.IsDirectML);
        Assert.Null(cpu.CacheDevice);
        Assert.Equal(16, cpu.PassLength(50, 40, 16, 100));
        Assert.Equal(1, cpu.Keep(1, 1000));
        Assert.Equal("Cuda", ProviderRules.For([OnnxExecutionProvider.Cuda(1)], useDirectMLRules: false).CacheDevice);
    }
}
