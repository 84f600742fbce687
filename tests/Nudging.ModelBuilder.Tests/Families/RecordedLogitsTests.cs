using Nudging.ModelBuilder.Conversion;
using Nudging.OnnxRuntime.Running;

namespace Nudging.ModelBuilder.Tests.Families;

public class RecordedLogitsTests
{
    private const float Tolerance = 1e-4f;

    // Activations and rotary tables are rounded to 11 bits; logits are of size 1 to 20.
    private const float HalfTolerance = 0.1f;

    public static TheoryData<string> Names => RecordedModel.Names;

    public static TheoryData<string, ConversionTarget> NamesAndTargets
    {
        get
        {
            var data = new TheoryData<string, ConversionTarget>();
            foreach (string name in Names)
            {
                data.Add(name, ConversionTarget.Cuda);
                data.Add(name, ConversionTarget.DirectML);
                data.Add(name, ConversionTarget.WebGpu);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Float32_graph_gives_the_recorded_logits_in_one_pass(string name)
    {
        RecordedModel recorded = RecordedModel.Require(name);
        using ConvertedModel model = ConvertedModel.Convert(recorded.Folder);
        AssertOnePass(recorded, model, Tolerance);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Float32_graph_gives_the_recorded_logits_token_by_token_in_appends_of_7_and_after_rewinding(string name)
    {
        RecordedModel recorded = RecordedModel.Require(name);
        using ConvertedModel model = ConvertedModel.Convert(recorded.Folder);
        recorded.AssertShortLogits(model.Append(recorded.ShortIds, 1), Tolerance);
        model.Rewind(5);
        AssertSame(recorded.ShortLogits[5..], model.Append(recorded.ShortIds.AsSpan(5), 7));

        // Keys of a LongRoPE model that were computed under the angles of short texts differ from those of one pass.
        if (model.Graph.RotarySwitch < recorded.Ids.Length)
        {
            return;
        }

        model.Rewind(0);
        float[][] rows = model.Append(recorded.Ids, 1);
        recorded.AssertLogits(rows, Tolerance);
        model.Rewind(0);
        recorded.AssertLogits(model.Append(recorded.Ids, 7), Tolerance);

        // Other tokens beyond the place where the text is rewound to leave no trace.
        int kept = recorded.Ids.Length / 2;
        model.Rewind(kept);
        model.Append([.. recorded.Ids[kept..].Reverse()]);
        model.Rewind(kept);
        recorded.AssertLogits([.. rows[..kept], .. model.Append(recorded.Ids.AsSpan(kept), 5)], Tolerance);
    }

    [Theory]
    [MemberData(nameof(NamesAndTargets))]
    public void Float32_graphs_for_other_targets_give_the_recorded_logits_on_the_cpu(string name, ConversionTarget target)
    {
        RecordedModel recorded = RecordedModel.Require(name);
        using ConvertedModel model = ConvertedModel.Convert(recorded.Folder, target);
        AssertOnePass(recorded, model, Tolerance);
        Assert.True(target != ConversionTarget.DirectML || ProviderRules.FaultOnDirectML(model.Graph) is null);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Float16_graph_gives_the_recorded_logits_within_a_tenth(string name)
    {
        RecordedModel recorded = RecordedModel.Require(name);
        using ConvertedModel model = ConvertedModel.Convert(recorded.Folder, precision: WeightPrecision.Float16);
        AssertOnePass(recorded, model, HalfTolerance);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_engine_loads_the_graph(string name)
    {
        RecordedModel recorded = RecordedModel.Require(name);
        using ConvertedModel model = ConvertedModel.Convert(recorded.Folder);
        using DecoderRuntime runtime = model.LoadRuntime();
        Assert.Equal(name == "phi3-longrope" ? 32 : model.ContextLength, runtime.ContextLength);
    }

    private static void AssertOnePass(RecordedModel recorded, ConvertedModel model, float tolerance)
    {
        float worst = recorded.AssertLogits(model.Append(recorded.Ids), tolerance);
        model.Rewind(0);
        worst = Math.Max(worst, recorded.AssertShortLogits(model.Append(recorded.ShortIds), tolerance));
        TestContext.Current.TestOutputHelper?.WriteLine($"greatest difference {worst:E1}");
    }

    private static void AssertSame(float[][] expected, float[][] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.All(pair.First.Zip(pair.Second), values => Assert.Equal(values.First, values.Second, Tolerance)));
}
