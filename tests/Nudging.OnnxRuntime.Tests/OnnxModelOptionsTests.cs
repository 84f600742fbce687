namespace Nudging.OnnxRuntime.Tests;

public sealed class OnnxModelOptionsTests
{
    [Fact]
    public void Values_are_checked_when_they_are_set()
    {
        var options = new OnnxModelOptions();
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => options.IntraOpThreads = 0);
        Assert.Contains("IntraOpThreads must be at least 1", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<ArgumentOutOfRangeException>(() => options.CacheGrowthStep = -1);
        Assert.Contains("CacheGrowthStep must be at least 1", error.Message, StringComparison.Ordinal);
        options.IntraOpThreads = null;
    }

    [Fact]
    public void A_clone_is_not_reached_by_later_changes()
    {
        var options = new OnnxModelOptions { IntraOpThreads = 3 };
        OnnxModelOptions clone = options.Clone();
        options.IntraOpThreads = 4;
        Assert.Equal(3, clone.IntraOpThreads);
    }
}
