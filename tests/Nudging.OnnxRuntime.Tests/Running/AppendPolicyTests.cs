using Microsoft.ML.OnnxRuntime;
using Nudging.OnnxRuntime.Running;

namespace Nudging.OnnxRuntime.Tests.Running;

/// <summary>What must never happen on DirectML, for every state that a cache can be in.</summary>
public sealed class AppendPolicyTests
{
    public static TheoryData<string> DirectMLNames => ["directml", "dml:1", "DmlExecutionProvider"];

    [Theory]
    [MemberData(nameof(DirectMLNames))]
    public void On_DirectML_several_tokens_are_only_ever_appended_to_an_empty_cache(string name)
    {
        var provider = OnnxExecutionProvider.Parse(name);
        var policy = AppendPolicy.For([OnnxExecutionProvider.Cuda(), provider], useDirectMLRules: false);
        Assert.False(policy.AppendsSeveralTokens);
        Assert.Equal("DML", policy.CacheDevice);
        Assert.Equal(provider.DeviceId, policy.DeviceId);
        for (int total = 1; total < 300; total++)
        {
            for (int cached = 0; cached <= total; cached++)
            {
                int length = policy.Keep(cached, total);
                Assert.Contains(length, (int[])[0, cached]);
                while (length < total)
                {
                    int count = policy.PassLength(length, total - length, 16, 100);
                    Assert.InRange(count, 1, length == 0 ? Math.Min(100, total) : 1);
                    length += count;
                }

                Assert.Equal(total, length);
            }
        }
    }

    [Fact]
    public void On_DirectML_sessions_have_no_memory_pattern_and_run_in_sequence_one_at_a_time()
    {
        var policy = AppendPolicy.For([OnnxExecutionProvider.DirectML()], useDirectMLRules: false);
        using var options = new SessionOptions { ExecutionMode = ExecutionMode.ORT_PARALLEL };
        policy.Configure(options);
        Assert.False(options.EnableMemoryPattern);
        Assert.Equal(ExecutionMode.ORT_SEQUENTIAL, options.ExecutionMode);

        var other = AppendPolicy.For([OnnxExecutionProvider.DirectML(1)], useDirectMLRules: false);
        int inside = 0;
        Parallel.For(0, 64, i => (i % 2 == 0 ? policy : other).Exclusively(() =>
        {
            Assert.Equal(1, Interlocked.Increment(ref inside));
            Thread.Yield();
            Interlocked.Decrement(ref inside);
        }));
    }

    [Fact]
    public void Elsewhere_nothing_is_restricted()
    {
        var cpu = AppendPolicy.For([OnnxExecutionProvider.Cpu], useDirectMLRules: false);
        Assert.True(cpu.AppendsSeveralTokens);
        Assert.Null(cpu.CacheDevice);
        Assert.Equal(16, cpu.PassLength(50, 40, 16, 100));
        Assert.Equal(1, cpu.Keep(1, 1000));
        Assert.Equal("Cuda", AppendPolicy.For([OnnxExecutionProvider.Cuda(1)], useDirectMLRules: false).CacheDevice);
    }
}
