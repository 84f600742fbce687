using System.Text.Json.Nodes;
using Nudging.OnnxRuntime.Folders;
using Nudging.OnnxRuntime.Graphs;
using Nudging.OnnxRuntime.Running;
using Nudging.TestSupport;

namespace Nudging.OnnxRuntime.Tests.Folders;

/// <summary>A folder that cannot be run is refused with a message that names the model and the reason.</summary>
public sealed class BadFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_missing_folder_is_refused_with_its_path()
    {
        var error = Assert.Throws<ModelLoadException>(() => OnnxLanguageModel.Load(_folder["nowhere"]));
        Assert.Contains(_folder["nowhere"], error.Message, StringComparison.Ordinal);
        Assert.Contains("the folder does not exist", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_path_of_a_file_is_refused_with_the_path_of_its_folder()
    {
        File.WriteAllText(_folder["model.onnx"], "x");
        var error = Assert.Throws<ModelLoadException>(() => OnnxLanguageModel.Load(_folder["model.onnx"]));
        Assert.Contains("the path names a file; give the folder", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("genai_config.json")]
    [InlineData("model.onnx")]
    [InlineData("model.onnx.data")]
    [InlineData("tokenizer.json")]
    public void A_missing_file_is_refused_with_its_name_and_full_path(string name)
    {
        Write(new() { ExternalData = true });
        File.Delete(_folder[name]);
        Refused($"'{name}' is missing", $"'{_folder[name]}'");
    }

    [Theory]
    [InlineData("model.onnx", "cut off")]
    [InlineData("model.onnx.data", "cut off")]
    [InlineData("genai_config.json", "genai_config.json' is not valid JSON at line 1, byte")]
    [InlineData("tokenizer.json", "tokenizer.json' is not valid JSON at line 1, byte")]
    public void A_truncated_file_of_any_length_is_refused_with_its_name(string name, string reason)
    {
        Write(new() { ExternalData = name.EndsWith(".data", StringComparison.Ordinal) });
        byte[] bytes = File.ReadAllBytes(_folder[name]);
        foreach (int percent in (int[])[0, 1, 20, 50, 90, 99])
        {
            File.WriteAllBytes(_folder[name], bytes[..(bytes.Length * percent / 100)]);
            Refused(reason);
        }
    }

    [Fact]
    public void Invalid_JSON_is_refused_with_its_line()
    {
        Write();
        File.WriteAllText(_folder["genai_config.json"], "{\n  \"model\": {\n    \"context_length\" 12\n  }\n}");
        Refused("genai_config.json' is not valid JSON at line 3, byte ");
    }

    [Theory]
    [InlineData("model.context_length", null, "'model.context_length' must be a whole number from 1; it is missing")]
    [InlineData("model.context_length", "\"12\"", "'model.context_length' must be a whole number from 1; it is \"12\"")]
    [InlineData("model.context_length", "0", "it is 0")]
    [InlineData("model.eos_token_id", "[1, 2.5]", "'model.eos_token_id[1]' must be a whole number from 0; it is 2.5")]
    [InlineData("model.decoder", null, "'model.decoder' must be an object")]
    [InlineData("model.decoder.num_hidden_layers", null, "'model.decoder.num_hidden_layers' must be a whole number")]
    [InlineData("model.decoder.filename", "12", "'model.decoder.filename' must be a string; it is 12")]
    [InlineData("model.decoder.filename", "\"../model.onnx\"", "'../model.onnx' of the model leads out of the folder")]
    [InlineData("model.decoder.filename", "\"sub/../../model.onnx\"", "leads out of the folder")]
    [InlineData("model.decoder.filename", "\"..\\\\model.onnx\"", "leads out of the folder")]
    [InlineData("model.decoder.filename", "\"/etc/passwd\"", "leads out of the folder")]
    [InlineData("model.decoder.filename", "\"C:\\\\model.onnx\"", "leads out of the folder")]
    [InlineData("model.tokenizer_dir", "\"../other\"", "leads out of the folder")]
    [InlineData("model.decoder.inputs.past_names", "\"past_%d\"", "caches with keys and values in one tensor")]
    [InlineData("model.decoder.outputs.present_names", "\"present_%d\"", "caches with keys and values in one tensor")]
    [InlineData("model.decoder.inputs.past_key_names", "\"past.key\"", "must contain %d once")]
    [InlineData("model.decoder.inputs.past_key_names", "\"old.%d.key\"", "no input 'old.0.key'; it has attention_mask, input_ids")]
    [InlineData("model.decoder.inputs.attention_mask", "\"mask\"", "no input 'mask'")]
    [InlineData("model.decoder.inputs.position_ids", "\"places\"", "requires the input 'position_ids', which a plain decoder does not have")]
    [InlineData("model.decoder.outputs.logits", "\"scores\"", "no output 'scores'")]
    [InlineData("model.decoder.outputs.logits", "\"present.0.key\"", "'present.0.key' is Float of rank 4; it must be Float or Float16 or BFloat16 of rank 3")]
    [InlineData("model.decoder.num_hidden_layers", "1", "requires the input 'past_key_values.1.key', 'past_key_values.1.value'")]
    [InlineData("model.decoder.num_hidden_layers", "3", "no input 'past_key_values.2.key'")]
    [InlineData("model.decoder.sliding_window", "{\"window_size\": 8}", "cannot be rewound")]
    [InlineData("model.context_length", "257", "rotary embeddings for 256 positions; the context length must be at most 256")]
    [InlineData("search", "[]", "'search' must be an object")]
    [InlineData("search", "{\"temperature\": \"hot\"}", "'search.temperature' must be a number; it is \"hot\"")]
    [InlineData("model.decoder.pipeline", "[]", "describes a pipeline of several models")]
    [InlineData("model.vision", "{\"filename\": \"vision.onnx\"}", "describes a model of several parts")]
    [InlineData("model.encoder", "{}", "describes a model of several parts")]
    [InlineData("model.decoder.session_options.provider_options", "[{\"a\": {}, \"b\": {}}]", "must be an object with one member")]
    [InlineData("model.decoder.session_options.provider_options", "[{\"dml\": {}}]", "no execution provider 'directml:0'")]
    [InlineData("model.decoder.session_options.custom_ops_library", "\"ops.so\"", "loads native code")]
    public void A_wrong_member_of_genai_config_is_refused_with_its_path_and_value(string member, string? json, string reason)
    {
        Write();
        Set("genai_config.json", member, json);
        Refused(reason);
    }

    [Theory]
    [InlineData("model.type", "\"Unigram\"", "'model.type' must be \"BPE\"")]
    [InlineData("model.byte_fallback", "true", "'model.byte_fallback' is not supported")]
    [InlineData("model.merges", "[\"q q\"]", "'model.merges[0]' needs the token 'qq', which the vocabulary lacks")]
    [InlineData("model.merges", "[\"q\"]", "'model.merges[0]' must be a pair of tokens")]
    [InlineData("model.vocab.b", "97", "must have a name and an id that no other token has")]
    [InlineData("model.vocab.b", "-1", "'model.vocab.b' must be a whole number of at least 0")]
    [InlineData("normalizer", "{\"type\": \"Replace\", \"pattern\": {\"Regex\": \" \"}, \"content\": \"_\"}", "'normalizer.pattern' must be a \"String\"")]
    [InlineData("model.end_of_word_suffix", "\"</w>\"", "'model.end_of_word_suffix' is not supported")]
    [InlineData("model.dropout", "0.1", "'model.dropout' is not supported")]
    [InlineData("model.vocab.a", null, "no token for the byte 0x61")]
    [InlineData("decoder", null, "'decoder.type' must be \"ByteLevel\"")]
    [InlineData("decoder.type", "\"WordPiece\"", "'decoder.type' must be \"ByteLevel\"")]
    [InlineData("normalizer", "{\"type\": \"Lowercase\"}", "'normalizer.type' is not a supported normalizer")]
    [InlineData("pre_tokenizer", "{\"type\": \"Whitespace\"}", "'pre_tokenizer.type' is not a supported pre-tokenizer")]
    [InlineData("pre_tokenizer", "{\"type\": \"Digits\"}", "must have a \"ByteLevel\" step")]
    [InlineData("pre_tokenizer", "{\"type\": \"Split\", \"behavior\": \"Dropped\", \"pattern\": {\"String\": \"a\"}}", "'pre_tokenizer.behavior' is not supported; it must be")]
    [InlineData("pre_tokenizer", "{\"type\": \"Split\", \"behavior\": \"Isolated\", \"pattern\": {\"Regex\": \"a(\"}}", "is a pattern that cannot be matched exactly")]
    [InlineData("pre_tokenizer", "{\"type\": \"Split\", \"behavior\": \"Isolated\", \"pattern\": {\"Regex\": \"[a-z&&[^b]]\"}}", "is a pattern that cannot be matched exactly")]
    [InlineData("post_processor", "{\"type\": \"BertProcessing\"}", "'post_processor.type' is not a supported post-processor")]
    public void An_unsupported_member_of_tokenizer_json_is_refused_with_its_path(string member, string? json, string reason)
    {
        Write();
        Set("tokenizer.json", member, json);
        Refused(reason);
    }

    [Fact]
    public void A_missing_BOS_token_with_add_bos_token_true_is_refused()
    {
        Write();
        Set("tokenizer_config.json", "add_bos_token", "true");
        Refused("'bos_token' must name a token of the tokenizer");
    }

    [Fact]
    public void A_model_without_the_logits_of_every_position_is_refused()
    {
        Write(new() { PrunedLogits = true });
        Refused("'logits' has the logits of the last token only", "export the model with the logits of every position");
    }

    [Fact]
    public void Fused_rotary_is_refused_under_the_rules_of_DirectML()
    {
        Write(new() { FusedRotary = true });
        Refused(new OnnxModelOptions { UseDirectMLRules = true }, "do_rotary = 1", "export the model for DirectML");
    }

    [Fact]
    public void Plain_attention_is_refused_under_the_rules_of_DirectML()
    {
        Write(new() { UsesGroupQueryAttention = false });
        Refused(new OnnxModelOptions { UseDirectMLRules = true }, "has no GroupQueryAttention");
    }

    [Fact]
    public void A_sliding_cache_is_refused_on_providers_other_than_the_CPU()
    {
        Write(new() { Window = 8, SlidingCache = true });
        var folder = ModelFolder.Open(_folder.Path);
        OnnxGraph graph = OnnxGraph.Read(folder, _folder["model.onnx"]);
        ProviderRules.For([OnnxExecutionProvider.Cpu], useDirectMLRules: true).Check(folder, graph, "cpu");
        var error = Assert.Throws<ModelLoadException>(() => ProviderRules.For([OnnxExecutionProvider.Cuda()], useDirectMLRules: false).Check(folder, graph, "cuda:0"));
        Assert.Contains("cannot be rewound on 'cuda:0'; export the model with windowed_kv_cache=false", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Normalization_within_attention_is_refused_on_the_CPU()
    {
        Write(new() { NormWithinAttention = true });
        Refused("normalizes queries and keys itself, which 'cpu' cannot do", "fuse_qk_norm_gqa=false");
    }

    [Fact]
    public void A_precision_that_the_provider_does_not_support_is_refused_with_its_name()
    {
        Write(new() { BFloat16Caches = true });
        Refused("on cpu", "GroupQueryAttention", "computes in bfloat16", "export the model for this provider");
    }

    [Fact]
    public void A_model_with_inputs_of_fixed_length_is_refused()
    {
        Write(new() { FixedLength = 16 });
        Refused("'input_ids' has a fixed length of 16 tokens");
    }

    [Fact]
    public void Weights_outside_the_folder_are_refused()
    {
        Write(new() { ExternalData = true });
        byte[] model = File.ReadAllBytes(_folder["model.onnx"]);
        for (int at; (at = model.AsSpan().IndexOf("model.onnx.data"u8)) >= 0;)
        {
            "../../../passwd"u8.CopyTo(model.AsSpan(at));
        }

        File.WriteAllBytes(_folder["model.onnx"], model);
        Refused("the path '../../../passwd' of the weights leads out of the folder");
    }

    [Fact]
    public void A_cache_of_unknown_size_is_refused()
    {
        Write(new() { ConcreteShapes = false });
        Set("genai_config.json", "model.decoder.head_size", null);
        Refused("neither the shape of 'past_key_values.0.key' nor 'head_size'");
    }

    [Fact]
    public void A_prediction_from_damaged_weights_throws()
    {
        Write(new() { ExternalData = true });
        byte[] bytes = File.ReadAllBytes(_folder["model.onnx.data"]);
        Array.Fill<byte>(bytes, 0xFF);
        File.WriteAllBytes(_folder["model.onnx.data"], bytes);
        using var model = OnnxLanguageModel.Load(_folder.Path);
        using var run = new CancellableRun(CancellationToken.None);
        var error = Assert.Throws<InvalidOperationException>(() => model.Decoder.Caches.Acquire(this, []).Read([1, 2, 3], [new(2, default)], null, run));
        Assert.Contains("which is not a finite number", error.Message, StringComparison.Ordinal);
    }

    private void Write(DecoderModelSpec? spec = null) => DecoderModel.Write(_folder.Path, spec ?? new());

    private void Set(string file, string member, string? json)
    {
        JsonNode root = JsonNode.Parse(File.ReadAllText(_folder[file]))!;
        string[] names = member.Split('.');
        JsonNode parent = names[..^1].Aggregate(root, (node, name) => node[name]!);
        if (json is null)
        {
            parent.AsObject().Remove(names[^1]);
        }
        else
        {
            parent[names[^1]] = JsonNode.Parse(json);
        }

        File.WriteAllText(_folder[file], root.ToJsonString());
    }

    private void Refused(params string[] reasons) => Refused(null, reasons);

    private void Refused(OnnxModelOptions? options, params string[] reasons)
    {
        var error = Assert.Throws<ModelLoadException>(() => OnnxLanguageModel.Load(_folder.Path, options).Dispose());
        Assert.All(reasons, reason => Assert.Contains(reason, error.Message, StringComparison.Ordinal));
        if (!error.Message.Contains("execution provider", StringComparison.Ordinal))
        {
            Assert.Contains(_folder.Path, error.Message, StringComparison.Ordinal);
        }
    }
}
