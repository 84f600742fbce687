namespace Nudging.OnnxRuntime.Folders;

/// <summary>Reads a folder in the layout of transformers.js and Optimum: config.json, generation_config.json and graphs <c>onnx/model*.onnx</c>.</summary>
internal static class TransformersConfigReader
{
    public const string FileName = "config.json";

    private const string GenerationFileName = "generation_config.json";

    // The names that the families give to one setting, the most usual name first.
    private static readonly string[] ContextLength = ["max_position_embeddings", "n_positions", "n_ctx", "max_seq_len", "seq_length"];
    private static readonly string[] Layers = ["num_hidden_layers", "n_layer", "n_layers", "num_layers"];
    private static readonly string[] Heads = ["num_attention_heads", "n_head", "n_heads", "num_heads"];
    private static readonly string[] KeyValueHeads = ["num_key_value_heads", "num_kv_heads", "multi_query_group_num"];
    private static readonly string[] Width = ["hidden_size", "n_embd", "d_model"];

    public static ModelSettings Read(ModelFolder folder, string? variant)
    {
        JsonValue root = JsonValue.Read(folder, folder.Require(FileName, "the model's configuration"));
        if (root["is_encoder_decoder"].AsBoolean(false))
        {
            throw root["is_encoder_decoder"].Wrong("describes a model with an encoder, which is not supported; it must be false or absent");
        }

        JsonValue nested = root["text_config"];
        JsonValue text = nested.IsObject ? nested : root;
        JsonValue generation = folder.Has(GenerationFileName) ? JsonValue.Read(folder, folder.Resolve(GenerationFileName, "the generation settings")) : default;
        JsonValue length = text.First(ContextLength);
        int contextLength = length.AsInt32(1);
        int? heads = text.First(Heads).AsOptionalInt32(1);
        return new()
        {
            ConfigFile = FileName,
            ContextLengthSetting = length.Path,
            Type = text["model_type"].AsString(root["model_type"].AsString(string.Empty)),
            ModelFile = GraphVariants.Find(folder, variant),
            TokenizerDirectory = string.Empty,
            ContextLength = contextLength,
            VocabularySize = text["vocab_size"].AsOptionalInt32(1),
            BosTokenId = FirstOf("bos_token_id").AsOptionalTokenId(),
            EosTokenIds = FirstOf("eos_token_id").AsTokenIds(),
            LayerCount = text.First(Layers).AsInt32(1),
            AttentionHeads = heads,
            KeyValueHeads = text.First(KeyValueHeads).AsOptionalInt32(1) ?? (text["multi_query"].AsBoolean(false) ? 1 : heads),
            HeadSize = text["head_dim"].AsOptionalInt32(1) ?? text.First(Width).AsOptionalInt32(1) / heads,
            Names = TensorNames.Read(default, default),
            Session = SessionSettings.Read(default),
            Search = SearchSettings.Read(generation, contextLength),
        };

        JsonValue FirstOf(string name) => !generation[name].IsNull ? generation[name] : !text[name].IsNull ? text[name] : root[name];
    }
}
