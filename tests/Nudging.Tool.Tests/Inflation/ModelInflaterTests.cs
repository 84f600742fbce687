using Nudging.Models;
using Nudging.OnnxRuntime;
using Nudging.TestSupport;
using Nudging.Tool.Inflation;

namespace Nudging.Tool.Tests.Inflation;

public sealed class ModelInflaterTests : IDisposable
{
    private const long Wanted = 2_000_000;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, DecoderModelSpec> Forms => new()
    {
        { "weights in the model", new() },
        { "weights in a file of their own", new() { ExternalData = true } },
        { "float16", new() { Float16 = true } },
        { "int32 inputs, no positions", new() { Int32Inputs = true, HasPositionIds = false } },
        { "rotary embedding in the attention", new() { FusedRotary = true } },
        { "open cache shapes", new() { ConcreteShapes = false } },
        { "one layer, one key head", new() { Layers = 1, KeyValueHeads = 1 } },
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task An_inflated_model_computes_bitwise_equal_logits(string form, DecoderModelSpec spec)
    {
        Assert.NotEmpty(form);
        DecoderModel.Write(_folder["original"], spec);
        long parameters = ModelInflater.Inflate(_folder["original"], _folder["inflated"], Wanted);
        Assert.InRange(parameters, 0.97 * Wanted, 1.03 * Wanted);

        using var original = OnnxLanguageModel.Load(_folder["original"]);
        using var inflated = OnnxLanguageModel.Load(_folder["inflated"]);
        await using ILanguageModelSession one = original.CreateSession("Once upon a time, ");
        await using ILanguageModelSession other = inflated.CreateSession("Once upon a time, ");
        foreach (string text in (string[])["", "there was ", "a 12 b"])
        {
            Continuation expected = await one.ContinueAsync(text, new() { MaxTokens = 24 }, Cancel);
            Continuation actual = await other.ContinueAsync(text, new() { MaxTokens = 24 }, Cancel);
            Assert.Equal(expected.Tokens, actual.Tokens);
            Assert.Equal((expected.FinishReason, expected.FinishProbability), (actual.FinishReason, actual.FinishProbability));
            Assert.Equal(
                await one.ScoreAsync(text, " and the others", Cancel),
                await other.ScoreAsync(text, " and the others", Cancel));
        }
    }

    [Fact]
    public void Added_weights_take_their_full_size_on_disk()
    {
        DecoderModel.Write(_folder["original"], new());
        long parameters = ModelInflater.Inflate(_folder["original"], _folder["inflated"], Wanted);

        // In float32, with a graph of a few kilobytes. A sparse or shared weight would make the folder smaller.
        long bytes = Directory.GetFiles(_folder["inflated"], "*model*").Concat(Directory.GetFiles(_folder["inflated"], "*.data")).Distinct().Sum(path => new FileInfo(path).Length);
        Assert.InRange(bytes, sizeof(float) * parameters, (sizeof(float) * parameters) + 100_000);
    }

    [Theory]
    [InlineData(1_500_000, 1)]
    [InlineData(15_000_000, 6)]
    [InlineData(150_000_000, 12)]
    public void A_larger_size_gets_more_layers(long wanted, int layers)
    {
        DecoderStructure model = new()
        {
            Embedding = null!,
            Attention = null!,
            QueryRotation = null,
            KeyRotation = null,
            ElementType = Onnx.TensorProto.Types.DataType.Float,
            Hidden = 256,
            QuerySize = 256,
            KeySize = 128,
        };
        LayerPlan plan = LayerPlan.For(model, 500_000, wanted)!;
        Assert.Equal(layers, plan.Layers);
        Assert.InRange(500_000 + (plan.Layers * LayerPlan.WeightsOf(model, plan.Width)), 0.97 * wanted, wanted);
    }

    [Fact]
    public void The_original_folder_is_not_changed()
    {
        DecoderModel.Write(_folder["original"], new() { ExternalData = true });
        Dictionary<string, byte[]> before = Contents();
        ModelInflater.Inflate(_folder["original"], _folder["inflated"], Wanted);
        Assert.Equal(before, Contents());

        Dictionary<string, byte[]> Contents() => Directory.GetFiles(_folder["original"]).ToDictionary(path => path, File.ReadAllBytes);
    }

    [Fact]
    public void A_model_that_cannot_be_inflated_is_refused_with_the_reason()
    {
        DecoderModel.Write(_folder["small"], new());
        Assert.Contains("leave no room for a layer", Refusal("small", 100_000), StringComparison.Ordinal);

        DecoderModel.Write(_folder["other attention"], new() { UsesGroupQueryAttention = false });
        Assert.Contains("GroupQueryAttention", Refusal("other attention", Wanted), StringComparison.Ordinal);

        DecoderModel.Write(_folder["no model"], new());
        File.WriteAllText(_folder["no model/model.onnx"], "This is not a model.");
        Assert.Throws<InvalidDataException>(() => ModelInflater.Inflate(_folder["no model"], _folder["copy"], Wanted));

        Assert.Throws<ModelLoadException>(() => ModelInflater.Inflate(_folder["nothing"], _folder["copy"], Wanted));
        Assert.False(Directory.Exists(_folder["copy"]));

        string Refusal(string name, long wanted)
        {
            string message = Assert.Throws<NotSupportedException>(() => ModelInflater.Inflate(_folder[name], _folder["copy"], wanted)).Message;
            Assert.Contains(name, message, StringComparison.Ordinal);
            return message;
        }
    }
}
