namespace Nudging.ModelBuilder.Tests.Reference;

public class ReferenceDecoderTests
{
    private const float Tolerance = 5e-5f;

    public static TheoryData<string> Models => RecordedModel.Names;

    [Theory]
    [MemberData(nameof(Models))]
    public void Logits_of_the_reference_data_are_the_recorded_ones(string name)
    {
        RecordedModel model = RecordedModel.Require(name);
        ReferenceDecoder decoder = ReferenceDecoder.Open(model.Folder);

        model.AssertLogits(Rows(decoder.Logits(model.Ids)), Tolerance);
        model.AssertShortLogits(Rows(decoder.Logits(model.ShortIds)), Tolerance);
    }

    private static float[][] Rows(double[][] rows) => [.. rows.Select(row => Array.ConvertAll(row, value => (float)value))];
}
