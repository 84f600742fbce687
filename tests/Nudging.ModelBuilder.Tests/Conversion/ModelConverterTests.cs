using System.Text.Json;
using System.Text.Json.Nodes;
using Nudging.ModelBuilder.Conversion;
using Nudging.Models;
using Nudging.OnnxRuntime;
using Nudging.TestSupport;
using Nudging.TestSupport.Checkpoints;
using Converted = Nudging.ModelBuilder.Conversion.ConvertedModel;

namespace Nudging.ModelBuilder.Tests.Conversion;

public sealed class ModelConverterTests : IDisposable
{
    private static readonly string[] SamplingSettings = ["do_sample", "temperature", "top_k", "top_p"];

    private readonly TemporaryFolder _folder = new();

    private string Source => _folder["checkpoint"];

    private string Target => _folder["out/model"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("llama", WeightPrecision.Int4)]
    [InlineData("llama", WeightPrecision.Float32)]
    [InlineData("qwen2", WeightPrecision.Int4)]
    [InlineData("qwen2", WeightPrecision.Int8)]
    [InlineData("gpt_neox", WeightPrecision.Int4)]
    [InlineData("gpt_neox", WeightPrecision.Float16)]
    public async Task A_converted_folder_loads_with_its_tokenizer_and_continues_a_text(string family, WeightPrecision precision)
    {
        RandomCheckpoint.Write(Source, family, new() { ChatTemplate = "{{ messages[0].content }}" });
        Converted model = await ConvertAsync(new() { Precision = precision });
        Assert.Equal((family, precision, 256, true, false), (model.Family, model.Precision, model.ContextLength, model.HasTokenizer, model.WasUpToDate));
        using OnnxLanguageModel loaded = OnnxLanguageModel.Load(model.Path);
        Assert.Equal("{{ messages[0].content }}", loaded.Info.ChatTemplate);
        await using ILanguageModelSession session = loaded.CreateSession("the hat and the");
        Continuation continuation = await session.ContinueAsync(string.Empty, new() { MaxTokens = 8 }, TestContext.Current.CancellationToken);
        Assert.NotEmpty(continuation.Tokens);
    }

    [Fact]
    public async Task A_quantised_model_stores_a_tied_embedding_once()
    {
        RandomCheckpoint.Write(Source, CheckpointConfig.Of("qwen2", """{"vocab_size": 4096, "hidden_size": 64, "num_hidden_layers": 1, "intermediate_size": 16}"""));
        Converted tied = await ConvertAsync(new());
        Assert.InRange(tied.Bytes, 4096 * 64 * 5 / 8, 4096 * 64);
    }

    [Fact]
    public async Task The_record_tells_what_was_converted()
    {
        string snapshot = _folder["hub/models--owner--tiny--llama/snapshots/0123abc"];
        RandomCheckpoint.Write(snapshot, "llama");
        await ModelConverter.ConvertAsync(snapshot, Target, new() { Keep8Bit = true, IsAsymmetric = true, MaxContextLength = 100 }, cancellationToken: TestContext.Current.CancellationToken);
        ConversionRecord record = ConversionRecord.TryRead(Target)!;
        Assert.Equal(("llama", "owner/tiny/llama", "0123abc", 100), (record.Family, record.SourceName, record.SourceRevision, record.ContextLength));
        Assert.Equal((WeightPrecision.Int4, ConversionTarget.Cpu, 32, true, true, 4), (record.Precision, record.Target, record.BlockSize, record.IsAsymmetric, record.Keep8Bit, record.AccuracyLevel));
        Assert.True(record.IsWholeIn(Target));
        File.AppendAllText(Path.Combine(Target, "tokenizer.json"), " ");
        Assert.False(record.IsWholeIn(Target));
    }

    [Fact]
    public async Task Licence_and_chat_template_files_are_copied_and_other_files_are_not()
    {
        RandomCheckpoint.Write(Source, "llama");
        string[] copied = ["LICENSE", "LICENSE.txt", "NOTICE", "USE_POLICY.md", "chat_template.jinja", "chat_template.json", "special_tokens_map.json", "added_tokens.json", "vocab.json", "merges.txt", "tokenizer.model"];
        foreach (string name in copied)
        {
            File.WriteAllText(Path.Combine(Source, name), name);
        }

        File.WriteAllText(Path.Combine(Source, "README.md"), "");
        File.WriteAllText(Path.Combine(Source, "pytorch_model.bin"), "");
        await ConvertAsync(new());
        string[] written = [.. Directory.EnumerateFileSystemEntries(Target).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];
        Assert.Equal([.. copied.Concat(["genai_config.json", "model.onnx", "model.onnx.data", "nudging_conversion.json", "tokenizer.json", "tokenizer_config.json"]).Order(StringComparer.Ordinal)], written);
        Assert.All(copied, name => Assert.Equal(name, File.ReadAllText(Path.Combine(Target, name))));
    }

    [Fact]
    public async Task The_configuration_has_all_end_tokens_of_the_generation_config_and_no_null()
    {
        RandomCheckpoint.Write(Source, CheckpointConfig.Of("llama", """{"bos_token_id": 7, "eos_token_id": 8, "pad_token_id": null}"""));
        File.WriteAllText(
            Path.Combine(Source, "generation_config.json"),
            """{"eos_token_id": [9, 10, 9, 99999999, -1], "bos_token_id": null, "pad_token_id": null, "do_sample": true, "temperature": 0.6, "top_k": null, "top_p": 0.9}""");
        await ConvertAsync(new());
        JsonNode config = JsonNode.Parse(File.ReadAllText(Path.Combine(Target, "genai_config.json")))!;
        Assert.Equal("[9,10]", config["model"]!["eos_token_id"]!.ToJsonString());
        Assert.Equal("7", config["model"]!["bos_token_id"]!.ToJsonString());
        Assert.Equal("9", config["model"]!["pad_token_id"]!.ToJsonString());
        Assert.Equal("true 0.6 50 0.9", string.Join(' ', SamplingSettings.Select(name => config["search"]![name]!.ToJsonString())));
    }

    [Theory]
    [InlineData("""{"eos_token_id": "</s>"}""", "eos_token_id")]
    [InlineData("""{"eos_token_id": [1, null]}""", "eos_token_id")]
    [InlineData("""{"eos_token_id": 1.5}""", "eos_token_id")]
    [InlineData("""{"pad_token_id": {}}""", "pad_token_id")]
    [InlineData("""{"temperature": "hot"}""", "temperature")]
    [InlineData("""{"top_p": 7}""", "top_p")]
    [InlineData("""{"do_sample": 1}""", "do_sample")]
    [InlineData("""[]""", "JSON object")]
    [InlineData("""{""", "not valid JSON")]
    public async Task A_wrong_generation_config_is_refused_with_the_name_of_the_entry(string json, string expected)
    {
        RandomCheckpoint.Write(Source, "llama");
        File.WriteAllText(Path.Combine(Source, "generation_config.json"), json);
        ModelConversionException e = await Assert.ThrowsAsync<ModelConversionException>(() => ConvertAsync(new()));
        Assert.Contains("generation_config.json", e.Message, StringComparison.Ordinal);
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Target));
    }

    [Fact]
    public async Task An_end_token_that_only_the_tokenizer_names_is_found()
    {
        RandomCheckpoint.Write(Source, "llama");
        File.Delete(Path.Combine(Source, "generation_config.json"));
        File.WriteAllText(Path.Combine(Source, "tokenizer_config.json"), """{"eos_token": {"content": "<|im_end|>"}, "added_tokens_decoder": {"3": {"content": "other"}, "12": {"content": "<|im_end|>"}}}""");
        await ConvertAsync(new());
        Assert.Contains("\"eos_token_id\": 12", File.ReadAllText(Path.Combine(Target, "genai_config.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_context_reserves_at_most_a_gibibyte_of_keys_and_values_in_genai()
    {
        RandomCheckpoint.Write(Source, CheckpointConfig.Of("llama", """{"max_position_embeddings": 131072, "num_hidden_layers": 16, "hidden_size": 512, "intermediate_size": 16, "num_attention_heads": 8, "num_key_value_heads": 8}"""));
        await ConvertAsync(new());
        JsonNode config = JsonNode.Parse(File.ReadAllText(Path.Combine(Target, "genai_config.json")))!;
        Assert.Equal(131072, config["model"]!["context_length"]!.GetValue<int>());
        Assert.Equal((1 << 30) / (2 * 16 * 512 * 4), config["search"]!["max_length"]!.GetValue<int>());
    }

    [Theory]
    [InlineData(ConversionTarget.Cpu, "[]")]
    [InlineData(ConversionTarget.Cuda, """[{"cuda":{}}]""")]
    [InlineData(ConversionTarget.DirectML, """[{"dml":{}}]""")]
    [InlineData(ConversionTarget.WebGpu, """[{"webgpu":{}}]""")]
    public async Task The_configuration_names_the_execution_provider(ConversionTarget target, string expected)
    {
        RandomCheckpoint.Write(Source, CheckpointConfig.Of("llama", """{"head_dim": 16}"""));
        await ConvertAsync(new() { Target = target });
        JsonNode config = JsonNode.Parse(File.ReadAllText(Path.Combine(Target, "genai_config.json")))!;
        Assert.Equal(expected, config["model"]!["decoder"]!["session_options"]!["provider_options"]!.ToJsonString());
        Assert.Equal(target == ConversionTarget.DirectML, config["model"]!["decoder"]!["inputs"]!.AsObject().ContainsKey("position_ids"));
    }

    [Fact]
    public async Task Progress_ends_at_the_number_of_bytes_and_names_tensors()
    {
        RandomCheckpoint.Write(Source, "llama");
        var reports = new Reports();
        Converted model = await ModelConverter.ConvertAsync(Source, Target, progress: reports, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Contains(reports.All, report => report.Tensor == "model.layers.1.mlp.down_proj.weight");
        Assert.All(reports.All, report => Assert.InRange(report.BytesWritten, 0, report.TotalBytes));
        Assert.Single(reports.All.Select(report => report.TotalBytes).Distinct());
        Assert.InRange(reports.All[0].TotalBytes, 1, model.Bytes);
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("model.safetensors")]
    public async Task A_missing_file_is_an_error_with_its_name(string name)
    {
        RandomCheckpoint.Write(Source, "llama");
        File.Delete(Path.Combine(Source, name));
        ModelConversionException e = await Assert.ThrowsAsync<ModelConversionException>(() => ConvertAsync(new()));
        Assert.Contains(name, e.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out"]) && Directory.EnumerateFileSystemEntries(_folder["out"]).Any());
    }

    [Fact]
    public async Task A_missing_source_is_an_error_with_its_path()
    {
        ModelConversionException e = await Assert.ThrowsAsync<ModelConversionException>(() => ConvertAsync(new()));
        Assert.Contains($"'{Source}' does not exist", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_without_a_tokenizer_converts_and_says_so()
    {
        RandomCheckpoint.Write(Source, "llama", new() { HasTokenizer = false });
        Assert.False((await ConvertAsync(new())).HasTokenizer);
    }

    private Task<Converted> ConvertAsync(ModelConverterOptions options) =>
        ModelConverter.ConvertAsync(Source, Target, options, cancellationToken: TestContext.Current.CancellationToken);

    private sealed class Reports : IProgress<ConversionProgress>
    {
        private readonly List<ConversionProgress> _all = [];

        public IReadOnlyList<ConversionProgress> All
        {
            get
            {
                lock (_all)
                {
                    return [.. _all];
                }
            }
        }

        public void Report(ConversionProgress value)
        {
            lock (_all)
            {
                _all.Add(value);
            }
        }
    }
}
