using System.Text.Json;
using Nudging.ModelBuilder.Conversion;
using Nudging.ModelBuilder.Hub;
using Nudging.TestSupport;
using Nudging.Tool.Pairs;

namespace Nudging.Tool.Tests.Pairs;

public sealed class KnownPairsTests
{
    // The counts that the pages of the models state.
    [Theory]
    [InlineData("HuggingFaceTB/SmolLM2-1.7B", 1_711_376_384)]
    [InlineData("HuggingFaceTB/SmolLM2-135M-Instruct", 134_515_008)]
    [InlineData("HuggingFaceTB/SmolLM2-360M-Instruct", 361_821_120)]
    [InlineData("Qwen/Qwen2.5-1.5B", 1_543_714_304)]
    [InlineData("Qwen/Qwen2.5-7B", 7_615_616_512)]
    [InlineData("Qwen/Qwen2.5-0.5B-Instruct", 494_032_768)]
    [InlineData("allenai/OLMo-2-1124-7B", 7_298_617_344)]
    [InlineData("allenai/OLMo-2-0425-1B-Instruct", 1_484_916_736)]
    [InlineData("google/gemma-2-9b", 9_241_705_984)]
    [InlineData("google/gemma-2-2b-it", 2_614_341_888)]
    [InlineData("meta-llama/Llama-2-13b-hf", 13_015_864_320)]
    [InlineData("meta-llama/Llama-2-7b-chat-hf", 6_738_415_616)]
    [InlineData("meta-llama/Llama-3.2-3B", 3_212_749_824)]
    [InlineData("meta-llama/Llama-3.2-1B-Instruct", 1_235_814_400)]
    [InlineData("EleutherAI/pythia-1.4b", 1_414_647_808)]
    public void The_numbers_of_a_configuration_give_the_published_parameter_count(string repository, long parameters) =>
        Assert.Equal(parameters, KnownPairs.All.Models[repository].Parameters);

    [Fact]
    public void Each_pair_has_two_known_models_and_a_name_that_is_not_a_path()
    {
        KnownPairs known = KnownPairs.All;
        Assert.Equal(known.Pairs.Count, known.Pairs.Select(pair => pair.Name.ToUpperInvariant()).Distinct().Count());
        Assert.All(known.Pairs, pair => Assert.DoesNotContain('/', pair.Name));
        Assert.All(known.Pairs.SelectMany(pair => new[] { pair.Base, pair.Aligned }), name => Assert.True(HubNames.IsRepository(name) && known.Models.ContainsKey(name), name));
        Assert.Equal(known.Models.Keys.Order(), known.Pairs.SelectMany(pair => new[] { pair.Base, pair.Aligned }).Distinct().Order());
    }

    [Theory]
    [InlineData(WeightPrecision.Float32, ConversionTarget.Cpu, 4000)]
    [InlineData(WeightPrecision.Float16, ConversionTarget.Cuda, 2000)]
    [InlineData(WeightPrecision.BFloat16, ConversionTarget.Cpu, 2000)]
    [InlineData(WeightPrecision.Int8, ConversionTarget.Cpu, 1125)]
    [InlineData(WeightPrecision.Int4, ConversionTarget.Cpu, 625)]
    [InlineData(WeightPrecision.Int4, ConversionTarget.Cuda, 562)]
    public void A_size_has_the_bits_of_the_weights_and_one_scale_a_block(WeightPrecision precision, ConversionTarget target, long bytes) =>
        Assert.Equal(bytes, SizeEstimate.FolderBytes(1000, target, precision));

    [Fact]
    public async Task Pairs_prints_each_pair_as_text_and_as_JSON()
    {
        Run text = await ToolProcess.RunAsync(["pairs"]);
        Run json = await ToolProcess.RunAsync(["pairs", "--json", "-"]);
        Assert.True(text.ExitCode == 0, text.Error);
        JsonElement[] pairs = [.. JsonDocument.Parse(json.Output).RootElement.EnumerateArray()];
        Assert.Equal(KnownPairs.All.Pairs.Select(pair => pair.Name), pairs.Select(pair => pair.GetProperty("name").GetString()));
        foreach (KnownPair pair in KnownPairs.All.Pairs)
        {
            Assert.Contains($" {pair.Name} ", text.Output, StringComparison.Ordinal);
            Assert.Contains(pair.Base, text.Output, StringComparison.Ordinal);
            Assert.Contains(pair.Aligned, text.Output, StringComparison.Ordinal);
        }
    }
}
