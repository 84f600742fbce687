using System.Text.Json;
using Microsoft.ML.OnnxRuntimeGenAI;
using Nudging.ModelBuilder.Conversion;
using Nudging.OnnxRuntime;
using Nudging.OnnxRuntime.Folders;
using Nudging.OnnxRuntime.Running;
using Nudging.TestSupport;
using Nudging.TestSupport.Checkpoints;

namespace OnnxRuntimeGenAI.Tests;

/// <summary>onnxruntime-genai loads converted models of every family and computes the recorded logits.</summary>
public sealed class ConvertedModelTests : IDisposable
{
    private const float Tolerance = 1e-4f;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Models()
    {
        var data = new TheoryData<string>();
        IEnumerable<string> models = SharedData.Find("hf-models") is string path
            ? Directory.EnumerateDirectories(path).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)
            : [];
        foreach (string model in models.DefaultIfEmpty("none"))
        {
            data.Add(model);
        }

        return data;
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Logits_of_one_pass_are_the_recorded_ones(string name)
    {
        (Model model, JsonElement expected) = await LoadAsync(name);
        using (model)
        {
            int[] tokens = expected.GetProperty("input_ids").Deserialize<int[]>()!;
            using Generator generator = Begin(model, tokens.Length);
            generator.AppendTokens(tokens);
            float[][] actual = Logits(generator);
            Assert.Equal(tokens.Length, actual.Length);
            AssertRecorded(expected, position => actual[position]);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Logits_of_single_tokens_after_a_prompt_are_the_recorded_ones(string name)
    {
        (Model model, JsonElement expected) = await LoadAsync(name);
        using (model)
        {
            // One set of rotary angles holds for all tokens of the short text.
            expected = expected.GetProperty("short");
            int[] tokens = expected.GetProperty("input_ids").Deserialize<int[]>()!;
            using Generator generator = Begin(model, tokens.Length);
            generator.AppendTokens(tokens.AsSpan(0, 4));
            Dictionary<int, float[]> actual = Logits(generator).Index().ToDictionary(row => row.Index, row => row.Item);
            for (int position = 4; position < tokens.Length; position++)
            {
                generator.AppendTokens(tokens.AsSpan(position, 1));
                actual[position] = Logits(generator)[^1];
            }

            AssertRecorded(expected, position => actual[position]);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Logits_of_an_int4_model_are_those_of_our_engine(string name)
    {
        string source = SharedData.Require("hf-models", name);
        ConvertedModel converted = await ConvertAsync(source, new() { AccuracyLevel = 0 });
        int[] tokens = [.. Enumerable.Range(0, 12).Select(index => (index * 7) + 3)];
        using var model = new Model(converted.Path);
        using Generator generator = Begin(model, tokens.Length);
        generator.AppendTokens(tokens);
        float[][] theirs = Logits(generator);
        var folder = ModelFolder.Open(converted.Path);
        using DecoderRuntime ours = DecoderRuntime.Load(folder, ModelSettings.Read(folder), new());
        ours.ReadLogits(tokens, (index, logits) => AssertClose(theirs[index], logits.ToArray(), index), TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("llama")]
    [InlineData("qwen2")]
    [InlineData("gpt_neox")]
    public async Task A_converted_folder_with_a_tokenizer_encodes_and_generates(string family)
    {
        RandomCheckpoint.Write(_folder["checkpoint"], family);
        ConvertedModel converted = await ConvertAsync(_folder["checkpoint"], new());
        using var model = new Model(converted.Path);
        using var tokenizer = new Tokenizer(model);
        using OnnxLanguageModel ours = OnnxLanguageModel.Load(converted.Path);
        foreach (string prompt in (string[])["the hat", "and then the other 12", "Peru"])
        {
            using Sequences prompts = tokenizer.Encode(prompt);
            int[] ids = prompts[0].ToArray();
            Assert.Equal(await ours.CountTokensAsync(prompt, TestContext.Current.CancellationToken), ids.Length);
            using Generator generator = Begin(model, ids.Length + 8);
            generator.AppendTokens(ids);
            while (!generator.IsDone())
            {
                generator.GenerateNextToken();
            }

            Assert.InRange(generator.GetSequence(0).Length, ids.Length, ids.Length + 8);
        }
    }

    private Task<ConvertedModel> ConvertAsync(string source, ModelConverterOptions options) =>
        ModelConverter.ConvertAsync(source, _folder["model"], options, cancellationToken: TestContext.Current.CancellationToken);

    private async Task<(Model Model, JsonElement Expected)> LoadAsync(string name)
    {
        string source = SharedData.Require("hf-models", name);
        ConvertedModel converted = await ConvertAsync(source, new() { Precision = WeightPrecision.Float32 });
        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(source, "expected.json"), TestContext.Current.CancellationToken));
        return (new(converted.Path), document.RootElement.Clone());
    }

    private static Generator Begin(Model model, int length)
    {
        using var parameters = new GeneratorParams(model);
        parameters.SetSearchOption("do_sample", false);
        parameters.SetSearchOption("max_length", length);
        return new(model, parameters);
    }

    private static float[][] Logits(Generator generator)
    {
        using Tensor logits = generator.GetOutput("logits");
        int vocabulary = (int)logits.Shape()[2];
        return [.. logits.GetData<float>().ToArray().Chunk(vocabulary)];
    }

    private static void AssertRecorded(JsonElement expected, Func<int, float[]> actual)
    {
        int[] positions = expected.GetProperty("positions").Deserialize<int[]>()!;
        float[][] logits = expected.GetProperty("logits").Deserialize<float[][]>()!;
        Assert.NotEmpty(positions);
        foreach ((int position, float[] row) in positions.Zip(logits))
        {
            AssertClose(row, actual(position), position);
        }
    }

    private static void AssertClose(float[] expected, float[] actual, int position)
    {
        Assert.Equal(expected.Length, actual.Length);
        float distance = expected.Zip(actual).Max(pair => Math.Abs(pair.First - pair.Second));
        Assert.True(distance <= Tolerance, $"Position {position}: {distance} > {Tolerance}.");
    }
}
