namespace Nudging.OnnxRuntime.Folders;

/// <summary>Reads genai_config.json, with the defaults of onnxruntime-genai.</summary>
internal static class GenAIConfigReader
{
    public const string FileName = "genai_config.json";

    private static readonly string[] OtherParts = ["encoder", "embedding", "vision", "speech"];

    public static ModelSettings Read(ModelFolder folder, string? variant)
    {
        JsonValue root = JsonValue.Read(folder, folder.Require(FileName, "the model's configuration"));
        if (variant is not null)
        {
            throw folder.Refuse($"GraphVariant is '{variant}', but {FileName} names the one graph of the folder; GraphVariant must be null");
        }

        JsonValue model = root["model"];
        JsonValue decoder = model["decoder"];
        if (!model.IsObject || !decoder.IsObject)
        {
            throw (model.IsObject ? decoder : model).Wrong("must be an object that describes a decoder");
        }

        RefuseOtherStructures(model, decoder);
        int contextLength = model["context_length"].AsInt32(1);
        return new()
        {
            ConfigFile = FileName,
            ContextLengthSetting = "model.context_length",
            Type = model["type"].AsString(string.Empty),
            ModelFile = decoder["filename"].AsString("model.onnx"),
            TokenizerDirectory = model["tokenizer_dir"].AsString(string.Empty),
            ContextLength = contextLength,
            VocabularySize = model["vocab_size"].AsOptionalInt32(1),
            BosTokenId = model["bos_token_id"].AsOptionalTokenId(),
            EosTokenIds = model["eos_token_id"].AsTokenIds(),
            LayerCount = decoder["num_hidden_layers"].AsInt32(1),
            AttentionHeads = decoder["num_attention_heads"].AsOptionalInt32(1),
            KeyValueHeads = decoder["num_key_value_heads"].AsOptionalInt32(1) ?? decoder["num_attention_heads"].AsOptionalInt32(1),
            HeadSize = decoder["head_size"].AsOptionalInt32(1),
            Names = TensorNames.Read(decoder["inputs"], decoder["outputs"]),
            Session = SessionSettings.Read(decoder["session_options"]),
            Search = SearchSettings.Read(root["search"], contextLength),
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
}
