namespace Nudging.OnnxRuntime.Tests;

public sealed class OnnxModelOptionsTests
{
    [Fact]
    public void A_value_out_of_range_is_refused_when_set()
    {
        var options = new OnnxModelOptions();
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => options.IntraOpThreads = 0);
        Assert.Contains("IntraOpThreads is 0; it must be at least 1", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<ArgumentOutOfRangeException>(() => options.CacheGrowthStep = -1);
        Assert.Contains("CacheGrowthStep is -1; it must be at least 1", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<ArgumentOutOfRangeException>(() => options.MaxConcurrentRequests = 0);
        Assert.Contains("MaxConcurrentRequests is 0; it must be at least 1", error.Message, StringComparison.Ordinal);
        foreach (TimeSpan timeout in (TimeSpan[])[TimeSpan.Zero, TimeSpan.FromSeconds(-1), TimeSpan.FromDays(50)])
        {
            error = Assert.Throws<ArgumentOutOfRangeException>(() => options.IdleCacheTimeout = timeout);
            Assert.Contains($"IdleCacheTimeout is {timeout}; it must be above zero and at most 24 days", error.Message, StringComparison.Ordinal);
        }

        options.IdleCacheTimeout = Timeout.InfiniteTimeSpan;
        options.IntraOpThreads = null;
    }

    [Fact]
    public void A_blank_graph_variant_is_refused_when_set()
    {
        var options = new OnnxModelOptions { GraphVariant = null };
        var error = Assert.Throws<ArgumentException>(() => options.GraphVariant = " ");
        Assert.Contains("GraphVariant is ' '; it must be the name of a variant", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_later_change_does_not_affect_a_clone()
    {
        var options = new OnnxModelOptions { IntraOpThreads = 3 };
        OnnxModelOptions clone = options.Clone();
        options.IntraOpThreads = 4;
        Assert.Equal(3, clone.IntraOpThreads);
    }
}
