using Nudging.ModelBuilder.Conversion;

namespace Nudging.ModelBuilder.Tests.Families;

public class RecordedLogitsTests
{
    private const float Tolerance = 1e-4f;

    public static TheoryData<string> Names => RecordedModel.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Float32_graph_gives_the_recorded_logits_in_one_pass(string name)
    {
        RecordedModel recorded = RecordedModel.Require(name);
        using ConvertedModel model = ConvertedModel.Convert(recorded.Folder);
        float worst = recorded.AssertLogits(model.Append(recorded.Ids), Tolerance);
        model.Rewind(0);
        worst = Math.Max(worst, recorded.AssertShortLogits(model.Append(recorded.ShortIds), Tolerance));
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: greatest difference {worst:E1}");
    }
}
