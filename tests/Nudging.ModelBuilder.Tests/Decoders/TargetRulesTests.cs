using Nudging.ModelBuilder.Conversion;
using Nudging.ModelBuilder.Decoders;
using Nudging.OnnxRuntime;
using Nudging.TestSupport;
using Nudging.TestSupport.Checkpoints;

namespace Nudging.ModelBuilder.Tests.Decoders;

public class TargetRulesTests
{
    [Theory]
    [InlineData(ConversionTarget.Cpu, "Cpu")]
    [InlineData(ConversionTarget.DirectML, "DirectML")]
    [InlineData(ConversionTarget.WebGpu, "WebGpu")]
    public void Bfloat16_is_refused_for_targets_without_its_operators(ConversionTarget target, string named)
    {
        var refusal = Assert.Throws<ModelConversionException>(() => new TargetRules(target, WeightPrecision.BFloat16));
        Assert.Contains("bf16", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_cpu_refuses_a_bfloat16_graph()
    {
        using var folder = new TemporaryFolder();
        RandomCheckpoint.Write(folder.Path, "llama");
        Assert.Throws<ModelLoadException>(() => ConvertedModel.Convert(folder.Path, ConversionTarget.Cuda, WeightPrecision.BFloat16).Dispose());
    }

    [Theory]
    [InlineData(6, 8)]
    [InlineData(8, 8)]
    [InlineData(20, 24)]
    [InlineData(128, 128)]
    public void Heads_in_the_cache_have_a_multiple_of_8_elements(int size, int padded) => Assert.Equal(padded, TargetRules.CacheHeadSize(size));

    [Theory]
    [InlineData(ConversionTarget.Cpu, true)]
    [InlineData(ConversionTarget.Cuda, true)]
    [InlineData(ConversionTarget.WebGpu, true)]
    [InlineData(ConversionTarget.DirectML, false)]
    public void The_rotary_embedding_is_inside_attention_but_for_DirectML(ConversionTarget target, bool isInside)
    {
        using var folder = new TemporaryFolder();
        var config = CheckpointConfig.Of("llama");
        CheckpointConfig.Change(config, """{"head_dim": 16}""");
        RandomCheckpoint.Write(folder.Path, config);
        using ConvertedModel model = ConvertedModel.Convert(folder.Path, target);
        Assert.Equal(isInside, model.Graph.HasFusedRotary);
    }
}
