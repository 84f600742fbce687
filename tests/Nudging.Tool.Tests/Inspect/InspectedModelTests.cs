using System.Text.Json.Nodes;
using Nudging.ModelBuilder;
using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Conversion;
using Nudging.Tests.Chat;
using Nudging.TestSupport;
using Nudging.TestSupport.Checkpoints;
using Nudging.Tool.Inspect;

namespace Nudging.Tool.Tests.Inspect;

public sealed class InspectedModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_ordinary_model_is_described()
    {
        ModelReport report = Inspect(new() { ExternalData = true }).Report;
        Assert.Equal(("llama", 2, 4, 320, 256, 256), (report.Family, report.Layers, report.AttentionHeads, report.VocabularySize, report.ContextLength, report.StatedContextLength));
        Assert.Equal((2, 16), (Assert.Single(report.KeyValueHeads), Assert.Single(report.HeadSize)));

        // Two layers, keys and values, two heads of 16 elements of 4 bytes.
        Assert.Equal(new CacheReport("float32", 512, 512 * 256, 4), report.Cache);
        Assert.Equal(["input_ids int64", "attention_mask int64", "position_ids int64", "past_key_values.%d.key float32", "past_key_values.%d.value float32"], report.Inputs);
        Assert.Equal(["logits float32", "present.%d.key float32", "present.%d.value float32"], report.Outputs);
        Assert.Equal(new FileInfo(_folder["model.onnx"]).Length + new FileInfo(_folder["model.onnx.data"]).Length, report.Weights.Bytes);
        Assert.Equal("float32", report.Weights.Type);
        Assert.Equal(("byte-level BPE", 268), (report.Tokenizer.Kind, report.Tokenizer.Size));
        Assert.Equal(TestVocabulary.SpecialTokens, report.Tokenizer.Special.Select(token => token.Text));
        Assert.Equal(new Token(265, "<|endoftext|>"), report.Tokenizer.Begin);
        Assert.Equal([new Token(265, "<|endoftext|>"), new Token(267, "<|im_end|>")], report.Tokenizer.Ends);
        Assert.Empty(report.Tokenizer.Prefix);
        Assert.Equal(["cpu"], report.Providers.Used);
        Assert.Contains("CPUExecutionProvider", report.Providers.Library);
        Assert.Null(report.Providers.DirectMLFault);
        Assert.True(report.CanBeBase && report.CanBeAligned);
        Assert.Equal(("false", "50"), (report.CallersSettings["do_sample"], report.CallersSettings["top_k"]));
    }

    [Fact]
    public void A_model_with_the_attention_of_Gemma_2_and_weights_of_4_bits_is_described()
    {
        DecoderModelSpec spec = new()
        {
            Layers = 4,
            AttentionSoftcap = 50,
            LogitSoftcap = 30,
            Window = 16,
            SlidingCache = true,
            PackedAttention = true,
            FusedRotary = true,
            HasPositionIds = false,
            Int4AccuracyLevel = 4,
            QuantizedEmbedding = true,
        };
        ModelReport report = Inspect(spec).Report;
        Assert.Equal(("GroupQueryAttention", true, false), (report.Attention.Kind, report.Attention.FusedRotary, report.Attention.HasPositionIds));
        Assert.Equal((16, 2, true), (Assert.Single(report.Attention.Windows), report.Attention.WindowedLayers, report.Attention.SlidingCache));
        Assert.Equal((50, true), (report.Attention.Softcap, report.Attention.LogitSoftcap));
        Assert.Equal((4, 4, true), (Assert.Single(report.Weights.Bits), Assert.Single(report.Weights.AccuracyLevels), report.Weights.QuantizedEmbedding));
        Assert.Contains("do_rotary = 1", report.Providers.DirectMLFault, StringComparison.Ordinal);

        string text = string.Join('\n', ReportText.Of(report));
        Assert.Contains("GroupQueryAttention, window of 16 tokens in 2 of 4 layers (kept whole in the cache), attention logits kept below 50, logits kept below a limit", text, StringComparison.Ordinal);
        Assert.Contains("precision   int4 in blocks of 32, symmetric, accuracy level 4, embedding quantised too", text, StringComparison.Ordinal);
        Assert.Contains("refused: its GroupQueryAttention applies the rotary embedding itself", text, StringComparison.Ordinal);
        Assert.Contains("(no position ids)", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_number_of_parameters_is_that_of_the_matrices_in_every_precision()
    {
        DecoderModelSpec spec = new();
        int width = spec.Heads * spec.HeadSize;
        int layer = (2 * width * width) + (2 * width * spec.KeyValueHeads * spec.HeadSize) + (3 * width * spec.IntermediateSize) + (2 * width);
        long expected = (spec.Layers * layer) + width + (2L * spec.VocabularySize * width);
        DecoderModelSpec[] forms =
        [
            spec, spec with { ExternalData = true }, spec with { Float16 = true }, spec with { FusedRotary = true },
            spec with { Int4AccuracyLevel = 4 }, spec with { Int4AccuracyLevel = 0, QuantizedEmbedding = true, ExternalData = true },
        ];
        Assert.All(forms, form => Assert.Equal(expected, Inspect(form).Report.Weights.Parameters));
        Assert.Contains(ReportText.Of(Inspect(spec).Report), line => line.EndsWith($" in 1 file, {expected} parameters", StringComparison.Ordinal));
        Assert.Contains(ReportText.Of(Inspect(spec with { ExternalData = true }).Report), line => line.Contains(" in 2 files, ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("llama")]
    [InlineData("gemma2")]
    public async Task The_number_of_parameters_of_a_converted_model_is_that_of_the_checkpoint(string family)
    {
        RandomCheckpoint.Write(_folder["checkpoint"], family);
        using var checkpoint = Checkpoint.Open(_folder["checkpoint"]);
        long expected = checkpoint.Names.Sum(name => checkpoint.ShapeOf(name).Aggregate(1L, (count, size) => count * size));
        foreach (WeightPrecision precision in (WeightPrecision[])[WeightPrecision.Float32, WeightPrecision.Int4])
        {
            await ModelConverter.ConvertAsync(_folder["checkpoint"], _folder[$"{precision}"], new() { Precision = precision }, cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(expected, InspectedModel.Load(_folder[$"{precision}"], null).Report.Weights.Parameters);
        }
    }

    [Fact]
    public void Float_weights_are_described_by_their_type()
    {
        Assert.Equal("float16", Inspect(new() { Float16 = true }).Report.Weights.Precision);
        Assert.Contains(ReportText.Of(Inspect(new()).Report), line => line.EndsWith("precision   float32", StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_of_transformers_js_is_described()
    {
        DecoderModel.WriteTransformersLayout(_folder.Path, new() { ChatTemplate = AnsweringModel.ChatTemplate }, "onnx/model.onnx");
        ModelReport report = InspectedModel.Load(_folder.Path, null).Report;
        Assert.Equal(("llama", "config.json", 2, 256), (report.Family, report.ConfigFile, report.Layers, report.ContextLength));
        Assert.Null(report.Conversion);
        Assert.True(report.CanBeAligned);
    }

    [Fact]
    public void The_conversion_that_wrote_a_folder_is_described()
    {
        Inspect(new());
        new ConversionRecord
        {
            Converter = "Nudging.ModelBuilder 1.0",
            Family = "smollm3",
            SourceName = "owner/name",
            SourceRevision = "main",
            Target = ConversionTarget.Cpu,
            Precision = WeightPrecision.Int4,
            BlockSize = 32,
            IsAsymmetric = false,
            Keep8Bit = false,
            AccuracyLevel = 4,
            ContextLength = 256,
            Fingerprint = "0",
            Files = new Dictionary<string, long>(),
        }.Write(_folder[ConversionRecord.FileName]);
        ModelReport report = InspectedModel.Load(_folder.Path, null).Report;
        Assert.Equal("smollm3", report.Family);
        string text = string.Join('\n', ReportText.Of(report));
        Assert.Contains("model       smollm3: 2 layers", text, StringComparison.Ordinal);
        Assert.Contains("source      owner/name at main, converted by Nudging.ModelBuilder 1.0 for cpu in int4", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("int8", 128)]
    [InlineData("float16", 256)]
    [InlineData("bfloat16", 512)]
    public void The_size_of_a_cache_follows_its_element_type(string type, long bytesPerToken)
    {
        DecoderModelSpec spec = type switch
        {
            "int8" => new() { Int8Caches = true },
            "float16" => new() { Float16 = true },
            _ => new() { BFloat16Caches = true, UsesGroupQueryAttention = false },
        };
        ModelReport report = Inspect(spec).Report;
        CacheReport cache = report.Cache;
        Assert.Equal((type, bytesPerToken), (cache.Type, cache.BytesPerToken));
        Assert.Equal((4, 4 * 256 * bytesPerToken), (cache.Slots, cache.BytesOfSlots));
        Assert.Contains(ReportText.Of(report), line => line.Contains($"{ByteCount.Format(cache.BytesOfSlots)} for 4 concurrent requests", StringComparison.Ordinal));
    }

    [Fact]
    public void A_context_shorter_than_genai_config_states_is_reported_with_the_reason()
    {
        ModelReport report = Inspect(new() { LongRotaryAbove = 100 }).Report;
        Assert.Equal((100, 256), (report.ContextLength, report.StatedContextLength));
        Assert.Contains(ReportText.Of(report), line => line.Contains("100 tokens of 256: beyond, the rotary embedding uses other angles", StringComparison.Ordinal));
    }

    [Fact]
    public void Missing_and_unknown_parts_of_a_folder_are_reported()
    {
        DecoderModel.Write(_folder.Path, new() { HasPositionIds = false });
        File.WriteAllText(_folder["tokenizer_config.json"], "{}");
        JsonNode root = JsonNode.Parse(File.ReadAllText(_folder["genai_config.json"]))!;
        root["model"]!["eos_token_id"] = new JsonArray(5, 300);
        root["model"]!["bos_token_id"] = null;
        root["model"]!["decoder"]!["session_options"] = JsonNode.Parse("""{"intra_op_num_threads": 1, "session.x": "1", "provider_options": [{"cpu": {}}]}""");
        File.WriteAllText(_folder["genai_config.json"], root.ToJsonString());
        ModelReport report = InspectedModel.Load(_folder.Path, null).Report;
        Assert.True(report.CanBeBase);
        Assert.False(report.CanBeAligned);
        Assert.Null(report.Tokenizer.Begin);
        Assert.Equal([new Token(5, TestVocabulary.LetterOf(5)), new Token(300, null)], report.Tokenizer.Ends);
        Assert.Equal(["cpu"], report.Providers.Folder);
        Assert.Equal(("1", "1"), (report.Settings["intra_op_num_threads"], report.Settings["session.x"]));

        string text = string.Join('\n', ReportText.Of(report));
        Assert.Contains("300, which the tokenizer does not have", text, StringComparison.Ordinal);
        Assert.Contains("the base model only", text, StringComparison.Ordinal);
        Assert.Contains("template    none", text, StringComparison.Ordinal);
        Assert.Contains("runs on     cpu; the folder names cpu", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(512, "512 bytes")]
    [InlineData(131_072, "131 kB")]
    [InlineData(2_500_000_000, "2500 MB")]
    [InlineData(68_900_000_000, "68.9 GB")]
    public void Numbers_of_bytes_are_written_in_decimal_units(long bytes, string text) => Assert.Equal(text, ByteCount.Format(bytes));

    private InspectedModel Inspect(DecoderModelSpec spec)
    {
        DecoderModel.Write(_folder.Path, spec with { ChatTemplate = AnsweringModel.ChatTemplate });
        return InspectedModel.Load(_folder.Path, null);
    }
}
