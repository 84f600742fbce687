using System.Text.Json;
using Nudging.TestSupport;

namespace Nudging.ModelBuilder.Tests;

/// <summary>A model of the reference data with the logits that the reference implementation computed.</summary>
internal sealed class RecordedModel
{
    // Two logits so close may change places.
    private const float NearTie = 5e-5f;

    private RecordedModel(string folder)
    {
        Folder = folder;
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "expected.json")));
        JsonElement root = document.RootElement;
        Ids = Integers(root.GetProperty("input_ids"));
        Positions = Integers(root.GetProperty("positions"));
        Logits = Rows(root.GetProperty("logits"));
        Best = Integers(root.GetProperty("argmax"));
        ShortIds = Integers(root.GetProperty("short").GetProperty("input_ids"));
        ShortLogits = Rows(root.GetProperty("short").GetProperty("logits"));
    }

    /// <summary>Gets the names of all models.</summary>
    public static TheoryData<string> Names =>
    [
        "cohere-qknorm", "cohere-r", "gemma-mha", "gemma-mqa", "gemma2-alt", "gemma2-bf16", "gemma3-1b", "gemma3-linear", "gemma3-nested", "gpt2-hub", "gpt2-prefix",
        "gpt_neox-pythia", "gpt_neox-seq", "granite-tied", "granite-untied", "llama-bias", "llama-linear", "llama-llama3", "llama-mha", "ministral3-a", "ministral3-nested",
        "mistral-full", "mistral-window", "mixtral-a", "nemotron-mini", "olmo-clip", "olmo-tied", "olmo2-gqa", "olmo2-mha", "olmo3-base", "olmo3-yarn", "phi-2", "phi-half",
        "phi3-longrope", "phi3-short", "qwen2-tied", "qwen2-yarn", "qwen3-tied", "qwen3-untied", "qwen3_moe-a", "smollm3-interval", "smollm3-nope4", "stablelm-12b", "stablelm-3b",
        "starcoder2-full", "starcoder2-window",
    ];

    public string Folder { get; }

    public int[] Ids { get; }

    /// <summary>Gets the positions of <see cref="Logits"/>.</summary>
    public int[] Positions { get; }

    public float[][] Logits { get; }

    /// <summary>Gets the most probable token after each of <see cref="Ids"/>.</summary>
    public int[] Best { get; }

    public int[] ShortIds { get; }

    public float[][] ShortLogits { get; }

    public static RecordedModel Require(string name) => new(SharedData.Require("hf-models", name));

    /// <summary>Checks the logits after all of <see cref="Ids"/>.</summary>
    /// <returns>The greatest difference.</returns>
    public float AssertLogits(float[][] actual, float tolerance)
    {
        Assert.Equal(Ids.Length, actual.Length);
        for (int i = 0; i < Best.Length; i++)
        {
            Assert.True(actual[i].Max() - actual[i][Best[i]] <= Math.Max(NearTie, tolerance > 1e-3f ? 2 * tolerance : 0), $"The most probable token after token {i} is not {Best[i]}.");
        }

        return AssertRows(Logits, [.. Positions.Select(position => actual[position])], tolerance);
    }

    /// <summary>Checks the logits after all of <see cref="ShortIds"/>.</summary>
    /// <returns>The greatest difference.</returns>
    public float AssertShortLogits(float[][] actual, float tolerance) => AssertRows(ShortLogits, actual, tolerance);

    private static float AssertRows(float[][] expected, float[][] actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        float worst = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i].Length, actual[i].Length);
            for (int id = 0; id < expected[i].Length; id++)
            {
                // Not a number is never within the tolerance.
                float difference = Math.Abs(expected[i][id] - actual[i][id]);
                worst = float.IsNaN(difference) ? float.PositiveInfinity : Math.Max(worst, difference);
            }
        }

        Assert.True(worst <= tolerance, $"The logits differ by {worst}.");
        return worst;
    }

    private static int[] Integers(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetInt32())];

    private static float[][] Rows(JsonElement list) => [.. list.EnumerateArray().Select(row => row.EnumerateArray().Select(item => item.GetSingle()).ToArray())];
}
