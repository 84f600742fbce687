using System.Text.Json.Nodes;
using Nudging.TestSupport;

namespace Nudging.ModelBuilder.Tests.Reference;

public class ReferenceDecoderTests
{
    private const double Tolerance = 5e-5;

    public static TheoryData<string> Models()
    {
        string? folder = SharedData.Find("hf-models");
        return folder is null ? ["hf-models"] : [.. Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)).Order()];
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Logits_of_the_reference_data_are_the_recorded_ones(string model)
    {
        string folder = SharedData.Require("hf-models", model);
        JsonNode expected = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")))!;
        ReferenceDecoder decoder = ReferenceDecoder.Open(folder);

        double[][] logits = decoder.Logits(Numbers<int>(expected["input_ids"]!));
        AssertRows(expected, logits);
        int[] argmax = Numbers<int>(expected["argmax"]!);
        Assert.Equal(argmax.Length, logits.Length);
        Assert.All(argmax.Zip(logits), position => Assert.InRange(position.Second.Max() - position.Second[position.First], 0, Tolerance));

        AssertRows(expected["short"]!, decoder.Logits(Numbers<int>(expected["short"]!["input_ids"]!)));
    }

    private static void AssertRows(JsonNode expected, double[][] logits)
    {
        int[] positions = Numbers<int>(expected["positions"]!);
        for (int row = 0; row < positions.Length; row++)
        {
            double[] recorded = Numbers<double>(expected["logits"]![row]!);
            double[] actual = logits[positions[row]];
            Assert.Equal(recorded.Length, actual.Length);
            Assert.All(recorded.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
        }
    }

    private static T[] Numbers<T>(JsonNode node) => [.. node.AsArray().Select(value => value!.GetValue<T>())];
}
