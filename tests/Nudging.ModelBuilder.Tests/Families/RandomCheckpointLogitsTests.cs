using System.Text.Json.Nodes;
using Nudging.ModelBuilder.Conversion;
using Nudging.ModelBuilder.Tests.Conversion;
using Nudging.ModelBuilder.Tests.Reference;
using Nudging.TestSupport;
using Nudging.TestSupport.Checkpoints;

namespace Nudging.ModelBuilder.Tests.Families;

/// <summary>Converted random checkpoints compute the logits of the reference decoder, which shares no code with the converter.</summary>
public class RandomCheckpointLogitsTests
{
    private const float Tolerance = 1e-4f;
    private const int LongText = 48;
    private const int ShortText = 12;

    public static TheoryData<string> Variants => [.. CheckpointVariants.All.Select(variant => variant.Name)];

    public static TheoryData<string> Families => [.. CheckpointConfig.Families];

    public static TheoryData<string> PublishedModels => [.. PublicConfigs.Names];

    [Theory]
    [MemberData(nameof(Variants))]
    public void Logits_of_a_converted_checkpoint_are_those_of_the_reference_decoder(string name)
    {
        CheckpointVariant variant = CheckpointVariants.Named(name);
        AssertLogits(variant.Config, variant.Options);
    }

    [Theory]
    [MemberData(nameof(PublishedModels))]
    public void Logits_of_a_small_copy_of_a_published_model_are_those_of_the_reference_decoder(string name) =>
        AssertLogits(PublicConfigs.Small(name), new RandomCheckpointOptions { HasTokenizer = false });

    // Google's own program and the newer files say so; Hugging Face's library takes the older files at their word.
    [Fact]
    public void Gelu_in_a_gemma_file_without_hidden_activation_is_the_approximation()
    {
        using var folder = new TemporaryFolder();
        RandomCheckpoint.Write(folder.Path, CheckpointConfig.Of("gemma", """{"hidden_act": "gelu", "hidden_activation": null}"""));
        var reference = ReferenceDecoder.Open(folder.Path, config => config["hidden_activation"] = "gelu_pytorch_tanh");
        var exact = ReferenceDecoder.Open(folder.Path);
        using ConvertedModel model = ConvertedModel.Convert(folder.Path);
        int[] ids = Draw(LongText);

        AssertNear(reference.Logits(ids), model.Append(ids), "with the approximation");
        model.Rewind(0);
        Assert.True(Distance(exact.Logits(ids), model.Append(ids)) > 2 * Tolerance);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public async Task A_folder_converted_by_the_library_has_the_logits_of_the_reference_decoder(string family)
    {
        using var folder = new TemporaryFolder();
        RandomCheckpoint.Write(folder["source"], family, new() { Shards = 2, HasUnusedTensors = true });
        int[] ids = Draw(ShortText);
        var options = new ModelConverterOptions { Precision = WeightPrecision.Float32 };
        await ModelConverter.ConvertAsync(folder["source"], folder["model"], options, cancellationToken: TestContext.Current.CancellationToken);

        AssertNear(ReferenceDecoder.Open(folder["source"]).Logits(ids), ConvertedLogits.Of(folder["model"], ids), "of the converted folder");
    }

    private static void AssertLogits(JsonObject config, RandomCheckpointOptions options)
    {
        using var folder = new TemporaryFolder();
        RandomCheckpoint.Write(folder.Path, config, options);
        ReferenceDecoder reference = ReferenceDecoder.Open(folder.Path);
        int[] ids = Draw(LongText);
        double[][] expected = reference.Logits(ids);
        using (ConvertedModel directML = ConvertedModel.Convert(folder.Path, ConversionTarget.DirectML))
        {
            AssertNear(expected, directML.Append(ids), "in one pass of the graph for DirectML");
        }

        using ConvertedModel model = ConvertedModel.Convert(folder.Path);
        AssertNear(expected, model.Append(ids), "in one pass");

        // Key/value caches across the original length of LongRoPE have both sets of angles.
        if (!HasLongRope(config))
        {
            model.Rewind(0);
            AssertNear(expected, model.Append(ids, 1), "token by token");
            model.Rewind(17);
            AssertNear(expected[17..], model.Append(ids.AsSpan(17), 7), "in passes of 7 tokens after rewinding to 17");
        }

        model.Rewind(0);
        ids = Draw(ShortText);
        expected = reference.Logits(ids);
        AssertNear(expected, model.Append(ids, 1), "of a short text token by token");
        model.Rewind(5);
        AssertNear(expected[5..], model.Append(ids.AsSpan(5)), "of a short text after rewinding to 5");
    }

    private static int[] Draw(int count)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(96))];
    }

    private static bool HasLongRope(JsonObject config) => config.ToJsonString().Contains("long_factor", StringComparison.Ordinal);

    private static void AssertNear(double[][] expected, float[][] actual, string how)
    {
        double worst = Distance(expected, actual);
        Assert.True(worst <= Tolerance, $"The logits {how} differ by {worst}.");
    }

    private static double Distance(double[][] expected, float[][] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        return expected.Zip(actual, (a, b) => a.Zip(b, (x, y) => double.IsNaN(y) ? double.PositiveInfinity : Math.Abs(x - y)).Max()).Max();
    }
}
