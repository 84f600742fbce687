using System.Text.Json;
using Nudging.OnnxRuntime.Folders;
using Nudging.OnnxRuntime.Running;
using Nudging.TestSupport;

namespace Nudging.ModelBuilder.Tests.Conversion;

/// <summary>Logits of converted folders, and recorded logits of the reference models.</summary>
internal static class ConvertedLogits
{
    /// <summary>Gets the names of the reference models; empty where the reference data are absent.</summary>
    public static IEnumerable<string> ReferenceModels() => SharedData.Find("hf-models") is string path
        ? Directory.EnumerateDirectories(path).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)
        : [];

    /// <summary>Computes the logits after each token.</summary>
    public static float[][] Of(string folder, int[] tokens)
    {
        var model = ModelFolder.Open(folder);
        using DecoderRuntime decoder = DecoderRuntime.Load(model, ModelSettings.Read(model), new());
        float[][] rows = new float[tokens.Length][];
        decoder.ReadLogits(tokens, (index, logits) => rows[index] = logits.ToArray(), TestContext.Current.CancellationToken);
        return rows;
    }

    /// <summary>Reads the recorded tokens of a reference model, with the logits after some of the tokens.</summary>
    /// <remarks>The engine does not read texts that are longer than the first rotary table; of such a model the short text is read.</remarks>
    public static (int[] Tokens, Dictionary<int, float[]> Logits) Recorded(string folder)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "expected.json")));
        JsonElement root = folder.EndsWith("longrope", StringComparison.Ordinal) ? document.RootElement.GetProperty("short") : document.RootElement;
        int[] tokens = Numbers<int>(root.GetProperty("input_ids"));
        int[] positions = Numbers<int>(root.GetProperty("positions"));
        float[][] logits = root.GetProperty("logits").Deserialize<float[][]>()!;
        return (tokens, positions.Zip(logits).ToDictionary(pair => pair.First, pair => pair.Second));
    }

    /// <summary>Gets the greatest absolute difference.</summary>
    public static float Distance(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        return expected.Zip(actual).Max(pair => float.IsNaN(pair.Second) ? float.PositiveInfinity : Math.Abs(pair.First - pair.Second));
    }

    /// <summary>Gets the greatest absolute difference over all tokens.</summary>
    public static float Distance(float[][] expected, float[][] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        return expected.Zip(actual).Max(pair => Distance(pair.First, pair.Second));
    }

    private static T[] Numbers<T>(JsonElement list) => list.Deserialize<T[]>()!;
}
