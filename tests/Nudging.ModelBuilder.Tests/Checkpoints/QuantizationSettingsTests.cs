using System.Text.Json;
using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Conversion;

namespace Nudging.ModelBuilder.Tests.Checkpoints;

public sealed class QuantizationSettingsTests
{
    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"quantization_config":null}""")]
    [InlineData("""[]""")]
    public void A_configuration_without_quantization_has_no_settings(string config) => Assert.Null(Read(config));

    [Fact]
    public void Settings_of_awq_are_read()
    {
        QuantizationSettings expected = new() { Method = QuantizationMethod.Awq, Bits = 4, GroupSize = 64, IsSymmetric = false, HasReducedZeroPoints = false };
        Assert.Equal(expected, Read("""{"quantization_config":{"quant_method":"awq","bits":4,"group_size":64,"zero_point":true,"version":"GEMM","backend":"autoawq"}}"""));
        Assert.Equal(expected, Read("""{"quantization_config":{"quant_method":"awq","w_bit":4,"q_group_size":64}}"""));
        Assert.Null(Read("""{"quantization_config":{"quant_method":"awq","bits":4,"group_size":-1}}""")!.GroupSize);
    }

    [Fact]
    public void Settings_of_gptq_are_read()
    {
        QuantizationSettings expected = new() { Method = QuantizationMethod.Gptq, Bits = 8, GroupSize = 128, IsSymmetric = true, HasReducedZeroPoints = true };
        Assert.Equal(expected, Read("""{"quantization_config":{"quant_method":"gptq","bits":8,"group_size":128,"sym":true,"desc_act":false,"damp_percent":0.1,"tokenizer":null}}"""));
        Assert.Equal(
            expected with { Bits = 4, IsSymmetric = false, HasReducedZeroPoints = false },
            Read("""{"quantization_config":{"quant_method":"gptq","bits":4,"group_size":128,"sym":false,"checkpoint_format":"gptq_v2","pack_dtype":"int32"}}"""));
    }

    [Theory]
    [InlineData("""1""", "not an object")]
    [InlineData("""{}""", "quant_method")]
    [InlineData("""{"quant_method":4}""", "quant_method")]
    [InlineData("""{"quant_method":"fp8"}""", "\"fp8\"")]
    [InlineData("""{"quant_method":"bitsandbytes","load_in_4bit":true}""", "\"bitsandbytes\"")]
    [InlineData("""{"quant_method":"compressed-tensors"}""", "\"compressed-tensors\"")]
    [InlineData("""{"quant_method":"mxfp4"}""", "\"mxfp4\"")]
    [InlineData("""{"quant_method":"awq","version":"gemv"}""", "version' is \"gemv\"; it must be \"gemm\"")]
    [InlineData("""{"quant_method":"awq","backend":"llm-awq"}""", "\"llm-awq\"")]
    [InlineData("""{"quant_method":"awq","zero_point":false}""", "zero_point' is false; it must be true")]
    [InlineData("""{"quant_method":"awq","bits":8}""", "bits' is 8; it must be 4")]
    [InlineData("""{"quant_method":"awq","bits":"4"}""", "bits' is not a whole number")]
    [InlineData("""{"quant_method":"awq","group_size":0}""", "group_size' is 0")]
    [InlineData("""{"quant_method":"awq","group_size":-2147483648}""", "group_size' is -2147483648")]
    [InlineData("""{"quant_method":"awq","group_size":40}""", "group_size' is 40")]
    [InlineData("""{"quant_method":"gptq","group_size":128}""", "bits")]
    [InlineData("""{"quant_method":"gptq","bits":3,"group_size":128}""", "bits' is 3; it must be 4 or 8")]
    [InlineData("""{"quant_method":"gptq","bits":4,"sym":"yes"}""", "sym' is neither")]
    [InlineData("""{"quant_method":"gptq","bits":4,"checkpoint_format":"marlin"}""", "checkpoint_format' is \"marlin\"")]
    [InlineData("""{"quant_method":"gptq","bits":4,"is_marlin_format":true}""", "is_marlin_format")]
    [InlineData("""{"quant_method":"gptq","bits":4,"pack_dtype":"int64"}""", "pack_dtype")]
    public void Other_ways_of_quantising_are_refused_by_name(string settings, string problem)
    {
        ModelConversionException exception = Assert.Throws<ModelConversionException>(() => Read($$"""{"quantization_config":{{settings}}}"""));
        Assert.Contains("config.json", exception.Message, StringComparison.Ordinal);
        Assert.Contains(problem, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_with_a_refused_or_broken_configuration_is_not_opened()
    {
        using var folder = new CheckpointFolder();
        folder.Write("{}", []);
        folder.Open().Dispose();
        folder.WriteText("config.json", """{"quantization_config":{"quant_method":"fp8"}}""");
        CheckpointTests.AssertRefused(folder.Open, "config.json", "fp8");
        folder.WriteText("config.json", "{");
        CheckpointTests.AssertRefused(folder.Open, "config.json", "not valid JSON");
    }

    private static QuantizationSettings? Read(string config)
    {
        using var document = JsonDocument.Parse(config);
        return QuantizationSettings.Read(document.RootElement, "config.json");
    }
}
