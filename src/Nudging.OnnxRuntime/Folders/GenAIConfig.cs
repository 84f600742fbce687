namespace Nudging.OnnxRuntime.Folders;

/// <summary>The contents of genai_config.json, with the defaults of onnxruntime-genai.</summary>
internal sealed record GenAIConfig
{
    private static readonly string[] OtherParts = ["encoder", "embedding", "vision", "speech"];

    /// <summary>Gets the name of the architecture, for reports only.</summary>
    public required string Type { get; init; }

    public required string ModelFile { get; init; }

    public required string TokenizerDirectory { get; init; }

    public required int ContextLength { get; init; }

    public required int? VocabularySize { get; init; }

    public required int? BosTokenId { get; init; }

    public required IReadOnlyList<int> EosTokenIds { get; init; }

    public required int LayerCount { get; init; }

    public required int? AttentionHeads { get; init; }

    public required int? KeyValueHeads { get; init; }

    public required int? HeadSize { get; init; }

    public required TensorNames Names { get; init; }

    public required SessionSettings Session { get; init; }

    public required SearchSettings Search { get; init; }

    public static GenAIConfig Read(ModelFolder folder)
    {
        JsonValue root = JsonValue.Read(folder, folder.Require("genai_config.json", "the model's configuration"));
        JsonValue model = root["model"];
        JsonValue decoder = model["decoder"];
        if (!model.IsObject || !decoder.IsObject)
        {
            throw (model.IsObject ? decoder : model).Wrong("must be an object that describes a decoder");
        }

        RefuseOtherStructures(model, decoder);
        return new()
        {
            Type = model["type"].AsString(string.Empty),
            ModelFile = decoder["filename"].AsString("model.onnx"),
            TokenizerDirectory = model["tokenizer_dir"].AsString(string.Empty),
            ContextLength = model["context_length"].AsInt32(1),
            VocabularySize = model["vocab_size"].AsOptionalInt32(1),
            BosTokenId = model["bos_token_id"].AsOptionalInt32(int.MinValue) is int bos and >= 0 ? bos : null,
            EosTokenIds = ReadIds(model["eos_token_id"]),
            LayerCount = decoder["num_hidden_layers"].AsInt32(1),
            AttentionHeads = decoder["num_attention_heads"].AsOptionalInt32(1),
            KeyValueHeads = decoder["num_key_value_heads"].AsOptionalInt32(1) ?? decoder["num_attention_heads"].AsOptionalInt32(1),
            HeadSize = decoder["head_size"].AsOptionalInt32(1),
            Names = TensorNames.Read(decoder["inputs"], decoder["outputs"]),
            Session = SessionSettings.Read(decoder["session_options"]),
            Search = SearchSettings.Read(root["search"], model["context_length"].AsInt32(1)),
        };
    }

    private static void RefuseOtherStructures(JsonValue model, JsonValue decoder)
    {
        foreach (string part in OtherParts)
        {
            if (!model[part].IsNull)
            {
                throw model[part].Wrong("describes a model of several parts, which is not supported; it must be absent");
            }
        }

        if (!decoder["pipeline"].IsNull)
        {
            throw decoder["pipeline"].Wrong("describes a pipeline of several models, which is not supported; it must be absent");
        }

        JsonValue window = decoder["sliding_window"];
        if (window.IsObject && window["slide_key_value_cache"].AsBoolean(true))
        {
            throw window.Wrong("makes the key/value cache slide, and a sliding cache cannot be rewound; it must be absent or have slide_key_value_cache false");
        }
    }

    private static int[] ReadIds(JsonValue value) =>
        value.IsNull ? [] : value.IsArray ? [.. value.Items().Select(item => item.AsInt32(0))] : [value.AsInt32(0)];
}
