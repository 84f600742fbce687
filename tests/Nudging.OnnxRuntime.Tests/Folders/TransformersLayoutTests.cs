using System.Text.Json.Nodes;
using Nudging.Models;
using Nudging.OnnxRuntime.Folders;
using Nudging.OnnxRuntime.Sampling;
using Nudging.TestSupport;

namespace Nudging.OnnxRuntime.Tests.Folders;

/// <summary>Folders in the layout of transformers.js and Optimum: config.json with <c>onnx/model*.onnx</c> and no genai_config.json.</summary>
public sealed class TransformersLayoutTests : IDisposable
{
    private const string PlainGraph = "onnx/model.onnx";

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, DecoderModelSpec> Specs => new()
    {
        { "GroupQueryAttention with rotary inside", new() { FusedRotary = true } },
        { "GroupQueryAttention without position ids", new() { FusedRotary = true, HasPositionIds = false } },
        { "GroupQueryAttention with separate rotary and symbolic shapes", new() { ConcreteShapes = false } },
        { "concatenated caches", new() { UsesGroupQueryAttention = false } },
        { "concatenated caches with symbolic shapes", new() { UsesGroupQueryAttention = false, ConcreteShapes = false } },
        { "float16", new() { Float16 = true } },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Specs))]
    public void The_logits_equal_those_of_the_same_graph_in_an_onnxruntime_genai_folder(string form, DecoderModelSpec spec)
    {
        Assert.NotEmpty(form);
        int[] tokens = TestModel.RandomTokens(60);
        using var expected = new TestModel(spec);
        using var actual = new TestModel(spec, write: (folder, shape) => DecoderModel.WriteTransformersLayout(folder, shape, PlainGraph));
        Assert.Equal(TransformersConfigReader.FileName, actual.Model.Settings.ConfigFile);
        AssertEqual(expected, actual, tokens);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_input_num_logits_to_keep_does_not_change_the_logits_of_any_position(bool usesGroupQueryAttention)
    {
        var spec = new DecoderModelSpec { UsesGroupQueryAttention = usesGroupQueryAttention };
        int[] tokens = TestModel.RandomTokens(60);
        using var expected = new TestModel(spec);
        using var actual = new TestModel(spec with { HasLogitsToKeep = true }, write: (folder, shape) => DecoderModel.WriteTransformersLayout(folder, shape, PlainGraph));
        AssertEqual(expected, actual, tokens);
        actual.Model.Decoder.ReleaseIdle(TimeSpan.Zero);
        AssertEqual(expected, actual, tokens);
    }

    [Theory]
    [InlineData("model.onnx_data")]
    [InlineData("model.onnx_data", "model.onnx_data_1", "model.onnx_data_2")]
    public void Weights_in_one_or_several_external_files_are_loaded(params string[] files)
    {
        using var expected = new TestModel();
        using var actual = new TestModel(write: (folder, spec) =>
        {
            DecoderModel.WriteTransformersLayout(folder, spec, PlainGraph);
            ExternalWeights.Move(Path.Combine(folder, PlainGraph), files);
        });
        AssertEqual(expected, actual, TestModel.RandomTokens(40));
    }

    [Fact]
    public void A_missing_second_file_of_weights_is_refused_with_its_name()
    {
        Write(PlainGraph);
        ExternalWeights.Move(_folder[PlainGraph], "model.onnx_data", "model.onnx_data_1");
        File.Delete(_folder["onnx/model.onnx_data_1"]);
        Refused("the file of weights", "model.onnx_data_1' is missing");
    }

    [Fact]
    public void A_snapshot_of_links_to_files_elsewhere_is_loaded()
    {
        Write(PlainGraph);
        ExternalWeights.Move(_folder[PlainGraph], "model.onnx_data");
        string blobs = Directory.CreateDirectory(_folder["cache/blobs"]).FullName;
        foreach (string path in (string[])["config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", PlainGraph, "onnx/model.onnx_data"])
        {
            string blob = Path.Combine(blobs, path.Replace('/', '-'));
            File.Move(_folder[path], blob);
            string link = _folder["cache/snapshots/1/" + path];
            Directory.CreateDirectory(Path.GetDirectoryName(link)!);
            File.CreateSymbolicLink(link, Path.GetRelativePath(Path.GetDirectoryName(link)!, blob));
        }

        using var model = OnnxLanguageModel.Load(_folder["cache/snapshots/1"]);
        Assert.Equal(256, model.Info.ContextLength);
    }

    [Theory]
    [InlineData("onnx/model_q4.onnx", "onnx/model.onnx", "onnx/model_q4.onnx", "onnx/model_fp16.onnx", "onnx/model_quantized.onnx")]
    [InlineData("onnx/model.onnx", "onnx/model.onnx", "onnx/model_fp16.onnx", "onnx/model_int8.onnx", "onnx/model_q4f16.onnx")]
    [InlineData("onnx/model_q4f16.onnx", "onnx/model_fp16.onnx", "onnx/model_q4f16.onnx", "onnx/model_bnb4.onnx")]
    [InlineData("onnx/model_fp16.onnx", "onnx/model_fp16.onnx", "onnx/model_quantized.onnx")]
    [InlineData("onnx/model_quantized.onnx", "onnx/model_int8.onnx", "onnx/model_uint8.onnx", "onnx/model_quantized.onnx")]
    [InlineData("onnx/model_a.onnx", "onnx/model_b.onnx", "onnx/model_a.onnx", "onnx/modeling.onnx")]
    [InlineData("model_q4.onnx", "model_q4.onnx", "model_fp16.onnx")]
    [InlineData("onnx/model.onnx", "onnx/model.onnx", "model_q4.onnx")]
    public void Without_an_option_the_best_variant_for_the_CPU_is_loaded(string expected, params string[] graphs)
    {
        Write(PlainGraph);
        File.Delete(_folder[PlainGraph]);
        Array.ForEach(graphs, graph => File.WriteAllText(_folder[graph], string.Empty));
        Assert.Equal(expected, ModelSettings.Read(ModelFolder.Open(_folder.Path)).ModelFile.Replace('\\', '/'));
    }

    [Theory]
    [InlineData("fp32", "onnx/model.onnx")]
    [InlineData("q4", "onnx/model_q4.onnx")]
    [InlineData("FP16", "onnx/model_fp16.onnx")]
    [InlineData("quantized", "onnx/model_quantized.onnx")]
    [InlineData("q8", "onnx/model_quantized.onnx")]
    public void GraphVariant_chooses_the_graph(string variant, string expected)
    {
        Write("onnx/model.onnx", "onnx/model_q4.onnx", "onnx/model_fp16.onnx", "onnx/model_quantized.onnx");
        using var model = OnnxLanguageModel.Load(_folder.Path, new() { GraphVariant = variant });
        Assert.Equal(expected, model.Settings.ModelFile.Replace('\\', '/'));
    }

    [Theory]
    [InlineData("int8")]
    [InlineData("../model")]
    [InlineData("model")]
    public void A_variant_that_the_folder_lacks_is_refused_with_the_variants_that_it_has(string variant)
    {
        Write("onnx/model.onnx", "onnx/model_q4.onnx", "onnx/model_fp16.onnx");
        Refused(new OnnxModelOptions { GraphVariant = variant }, $"GraphVariant is '{variant}'; the folder has the variants fp16, fp32, q4");
    }

    [Fact]
    public void A_variant_of_a_folder_with_genai_config_is_refused()
    {
        DecoderModel.Write(_folder.Path, new());
        Refused(new OnnxModelOptions { GraphVariant = "q4" }, "GraphVariant is 'q4', but genai_config.json names the one graph of the folder");
    }

    [Fact]
    public void A_folder_with_both_layouts_is_read_by_genai_config()
    {
        DecoderModel.Write(_folder.Path, new() { ContextLength = 100 });
        DecoderModel.WriteTransformersLayout(_folder.Path, new(), PlainGraph);
        using var model = OnnxLanguageModel.Load(_folder.Path);
        Assert.Equal(("model.onnx", 100), (model.Settings.ModelFile, model.Info.ContextLength));
    }

    [Theory]
    [InlineData("{\"eos_token_id\": 7, \"bos_token_id\": 3}", 3, 7)]
    [InlineData("{\"eos_token_id\": [7, 9], \"bos_token_id\": 3}", 3, 7, 9)]
    [InlineData("{\"eos_token_id\": null, \"bos_token_id\": null}", 1, 2)]
    [InlineData("{}", 1, 2)]
    [InlineData(null, 1, 2)]
    public void The_special_tokens_of_generation_config_precede_those_of_config(string? generation, int bos, params int[] eos)
    {
        Write(PlainGraph);
        Set("config.json", root => (root["bos_token_id"], root["eos_token_id"]) = (1, 2));
        File.Delete(_folder["generation_config.json"]);
        if (generation is not null)
        {
            File.WriteAllText(_folder["generation_config.json"], generation);
        }

        ModelSettings settings = Read();
        Assert.Equal(bos, settings.BosTokenId);
        Assert.Equal(eos, settings.EosTokenIds);
    }

    [Fact]
    public void The_settings_of_a_nested_text_config_are_read()
    {
        Write(PlainGraph);
        Set("config.json", root =>
        {
            JsonNode text = root.DeepClone();
            text.AsObject().Remove("eos_token_id");
            text["head_dim"] = 16;
            text["model_type"] = "inner";
            foreach (string name in (string[])["max_position_embeddings", "num_hidden_layers", "num_attention_heads", "vocab_size"])
            {
                root.AsObject().Remove(name);
            }

            root["eos_token_id"] = 5;
            root["text_config"] = text;
        });
        File.Delete(_folder["generation_config.json"]);
        ModelSettings settings = Read();
        Assert.Equal(("inner", 256, 320, 2, 4, 2, 16), (settings.Type, settings.ContextLength, settings.VocabularySize, settings.LayerCount, settings.AttentionHeads, settings.KeyValueHeads, settings.HeadSize));
        Assert.Equal("text_config.max_position_embeddings", settings.ContextLengthSetting);
        Assert.Equal([5], settings.EosTokenIds);
        using var model = OnnxLanguageModel.Load(_folder.Path);
        Assert.Equal(256, model.Info.ContextLength);
    }

    [Theory]
    [InlineData("{\"n_positions\": 64, \"n_layer\": 3, \"n_head\": 4, \"n_embd\": 32}", 64, 3, 4, 4, 8)]
    [InlineData("{\"n_ctx\": 64, \"n_layer\": 3, \"n_head\": 4, \"n_embd\": 32, \"multi_query\": true}", 64, 3, 4, 1, 8)]
    [InlineData("{\"max_seq_len\": 64, \"n_layers\": 3, \"n_heads\": 4, \"d_model\": 32}", 64, 3, 4, 4, 8)]
    [InlineData("{\"seq_length\": 64, \"num_layers\": 3, \"num_attention_heads\": 4, \"multi_query_group_num\": 2, \"head_dim\": 24}", 64, 3, 4, 2, 24)]
    public void The_names_that_families_give_to_sizes_are_read(string config, int contextLength, int layers, int heads, int keyValueHeads, int headSize)
    {
        Write(PlainGraph);
        File.WriteAllText(_folder["config.json"], config);
        ModelSettings settings = Read();
        Assert.Equal((contextLength, layers, (int?)heads, (int?)keyValueHeads, (int?)headSize), (settings.ContextLength, settings.LayerCount, settings.AttentionHeads, settings.KeyValueHeads, settings.HeadSize));
    }

    [Theory]
    [InlineData("max_position_embeddings", null, "in config.json, 'max_position_embeddings' must be a whole number from 1; it is missing")]
    [InlineData("max_position_embeddings", "0", "'max_position_embeddings' must be a whole number from 1; it is 0")]
    [InlineData("max_position_embeddings", "257", "in config.json, 'max_position_embeddings' is 257, but the graph has rotary embeddings for 256 positions")]
    [InlineData("num_hidden_layers", "\"2\"", "'num_hidden_layers' must be a whole number from 1; it is \"2\"")]
    [InlineData("num_hidden_layers", "3", "no input 'past_key_values.2.key'")]
    [InlineData("num_hidden_layers", "1e9", "'num_hidden_layers' must be a whole number from 1")]
    [InlineData("is_encoder_decoder", "true", "'is_encoder_decoder' describes a model with an encoder")]
    [InlineData("vocab_size", "-1", "'vocab_size' must be a whole number from 1; it is -1")]
    public void A_wrong_member_of_config_is_refused_with_its_path_and_value(string member, string? json, string reason)
    {
        Write(PlainGraph);
        Set("config.json", root =>
        {
            if (json is null)
            {
                root.AsObject().Remove(member);
            }
            else
            {
                root[member] = JsonNode.Parse(json);
            }
        });
        Refused(reason);
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("generation_config.json")]
    public void A_truncated_configuration_of_any_length_is_refused_with_its_name(string name)
    {
        Write(PlainGraph);
        byte[] bytes = File.ReadAllBytes(_folder[name]);
        foreach (int percent in (int[])[0, 1, 50, 99])
        {
            File.WriteAllBytes(_folder[name], bytes[..(bytes.Length * percent / 100)]);
            Refused($"{name}' is not valid JSON at line 1, byte");
        }
    }

    [Theory]
    [InlineData(null, "the folder has config.json but no graph 'onnx/model*.onnx' or 'model*.onnx'.")]
    [InlineData("onnx/decoder_model_merged_q4.onnx", "'onnx/decoder_model_merged_q4.onnx' is a merged decoder")]
    [InlineData("decoder_model.onnx", "; it has decoder_model.onnx.")]
    [InlineData("model.safetensors", "its weights are safetensors: convert the folder with 'nudge convert'")]
    public void A_folder_without_a_graph_is_refused_with_what_it_has(string? file, string reason)
    {
        Write(PlainGraph);
        File.Delete(_folder[PlainGraph]);
        if (file is not null)
        {
            File.WriteAllText(_folder[file], string.Empty);
        }

        Refused(reason);
    }

    [Fact]
    public void A_merged_decoder_is_refused_by_its_input()
    {
        DecoderModel.WriteTransformersLayout(_folder.Path, new() { HasCacheBranch = true }, PlainGraph);
        Refused("a merged decoder (a graph with the input 'use_cache_branch'");
    }

    private static void AssertEqual(TestModel expected, TestModel actual, int[] tokens)
    {
        TokenPrediction[] whole = expected.Read(tokens);
        TestModel.AssertSame(whole, actual.Read(tokens), 0);
        int[] appended = [.. tokens, .. TestModel.RandomTokens(5, seed: 3)];
        TestModel.AssertSame(expected.Read(appended, tokens.Length), actual.Read(appended, tokens.Length), 0);

        // Rewinds to the first half and reads on.
        int[] other = [.. tokens[..30], .. TestModel.RandomTokens(20, seed: 5)];
        TestModel.AssertSame(expected.Read(other, 30), actual.Read(other, 30), 0);
    }

    private void Write(params string[] graphs) => DecoderModel.WriteTransformersLayout(_folder.Path, new(), graphs);

    private ModelSettings Read() => ModelSettings.Read(ModelFolder.Open(_folder.Path));

    private void Set(string file, Action<JsonNode> change)
    {
        JsonNode root = JsonNode.Parse(File.ReadAllText(_folder[file]))!;
        change(root);
        File.WriteAllText(_folder[file], root.ToJsonString());
    }

    private void Refused(params string[] reasons) => Refused(null, reasons);

    private void Refused(OnnxModelOptions? options, params string[] reasons)
    {
        var error = Assert.Throws<ModelLoadException>(() => OnnxLanguageModel.Load(_folder.Path, options).Dispose());
        Assert.All([_folder.Path, .. reasons], reason => Assert.Contains(reason, error.Message, StringComparison.Ordinal));
    }
}
