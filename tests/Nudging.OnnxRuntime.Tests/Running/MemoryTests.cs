using System.Diagnostics;
using Nudging.Models;
using Nudging.TestSupport;

namespace Nudging.OnnxRuntime.Tests.Running;

/// <summary>Native memory comes back. Runs alone, since it measures the whole process.</summary>
[Collection(nameof(MemoryTests))]
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
public sealed class MemoryTests
{
    // About 14 MB of weights; a cache of 8 MB when it is full.
    private static readonly DecoderModelSpec Spec = new() { Heads = 8, KeyValueHeads = 8, HeadSize = 32, VocabularySize = 4096, IntermediateSize = 512, ContextLength = 2048 };

    [Fact]
    public void Disposal_frees_native_memory()
    {
        using var folder = new TemporaryFolder();
        DecoderModel.Write(folder.Path, Spec);
        long growth = Growth(60, () =>
        {
            using var model = OnnxLanguageModel.Load(folder.Path);
            Continue(model, new('a', 400));
        });
        AssertSmall(growth, "60 models");
    }

    [Fact]
    public void A_load_that_fails_frees_native_memory()
    {
        using var folder = new TemporaryFolder();
        DecoderModel.Write(folder.Path, Spec with { PrunedLogits = true });
        long growth = Growth(60, () => Assert.Throws<ModelLoadException>(() => OnnxLanguageModel.Load(folder.Path)));
        AssertSmall(growth, "60 refused models");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Requests_leave_no_native_memory_behind(bool groupQueryAttention)
    {
        using var folder = new TemporaryFolder();
        DecoderModel.Write(folder.Path, Spec with { UsesGroupQueryAttention = groupQueryAttention });
        using var model = OnnxLanguageModel.Load(folder.Path);
        Continue(model, new('z', 1000));
        long growth = Growth(100, () =>
        {
            Continue(model, new('a', 300));
            Continue(model, new('b', 200));
        });
        AssertSmall(growth, "200 requests of more than 4 MB");
    }

    private static void Continue(OnnxLanguageModel model, string text)
    {
        ILanguageModelSession session = model.CreateSession("x");
        Continuation result = session.ContinueAsync(text, new() { MaxTokens = 4 }, TestContext.Current.CancellationToken).AsTask().GetAwaiter().GetResult();
        Assert.NotNull(result);
    }

    // How much more memory the process has after many rounds than after a few.
    private static long Growth(int rounds, Action round)
    {
        for (int i = 0; i < 5; i++)
        {
            round();
        }

        long before = Measure();
        for (int i = 0; i < rounds; i++)
        {
            round();
        }

        return Measure() - before;
    }

    // The allocator of the C library keeps some of what it is given back: a few models' worth, however many there were.
    private static void AssertSmall(long growth, string what) =>
        Assert.True(growth < 250 << 20, $"{what} left {growth >> 20} MB behind; if none were freed it would be 800 MB.");

    private static long Measure()
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
