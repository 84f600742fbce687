using System.Diagnostics;
using Nudging.Models;
using Nudging.TestSupport;

namespace Nudging.OnnxRuntime.Tests.Running;

/// <summary>Native memory is released. Runs alone, since the tests measure the whole process.</summary>
[Collection(nameof(MemoryTests))]
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
public sealed class MemoryTests
{
    // About 14 MB of weights; a full cache takes 8 MB.
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
    public void A_failed_load_frees_native_memory()
    {
        using var folder = new TemporaryFolder();
        DecoderModel.Write(folder.Path, Spec with { PrunedLogits = true });
        long growth = Growth(60, () => Assert.Throws<ModelLoadException>(() => OnnxLanguageModel.Load(folder.Path)));
        AssertSmall(growth, "60 refused models");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Requests_do_not_leak_native_memory(bool groupQueryAttention)
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

    // Measures the growth of the process's memory between the first rounds and all rounds.
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

    // The allocator of the C library keeps the released memory of a few models for any number of models.
    private static void AssertSmall(long growth, string subject) =>
        Assert.True(growth < 250 << 20, $"{subject} left {growth >> 20} MB behind; without any release they would leave 800 MB.");

    private static long Measure()
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
