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
        long growth = Growth(30, () =>
        {
            using var model = OnnxLanguageModel.Load(folder.Path);
            Continue(model, new('a', 400));
        });
        Assert.True(growth < 60 << 20, $"30 models of 14 MB left {growth >> 20} MB behind.");
    }

    [Fact]
    public void A_load_that_fails_frees_native_memory()
    {
        using var folder = new TemporaryFolder();
        DecoderModel.Write(folder.Path, Spec with { PrunedLogits = true });
        long growth = Growth(30, () => Assert.Throws<ModelLoadException>(() => OnnxLanguageModel.Load(folder.Path)));
        Assert.True(growth < 60 << 20, $"30 refused models of 14 MB left {growth >> 20} MB behind.");
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
        long growth = Growth(60, () =>
        {
            Continue(model, new('a', 300));
            Continue(model, new('b', 200));
        });
        Assert.True(growth < 40 << 20, $"120 requests left {growth >> 20} MB behind.");
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

    private static long Measure()
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
