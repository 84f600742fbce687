using System.Text.Json;

namespace Nudging.TestSupport;

/// <summary>Writes decoder models with random weights, as folders of onnxruntime-genai.</summary>
public static class DecoderModel
{
    /// <summary>Writes a whole folder: the graph, genai_config.json and the tokenizer.</summary>
    public static void Write(string folder, DecoderModelSpec spec)
    {
        Directory.CreateDirectory(folder);
        DecoderGraph.Write(Path.Combine(folder, "model.onnx"), spec);
        WriteConfig(folder, spec);
        FixtureTokenizer.Write(folder, spec.Merges, spec.ChatTemplate);
    }

    /// <summary>Writes a folder in the layout of transformers.js and Optimum: config.json, generation_config.json, the tokenizer and a graph per file name.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="spec">The shape of the model.</param>
    /// <param name="graphs">The paths of the graphs inside the folder.</param>
    public static void WriteTransformersLayout(string folder, DecoderModelSpec spec, params string[] graphs)
    {
        foreach (string graph in graphs)
        {
            string path = Path.Combine(folder, graph);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            DecoderGraph.Write(path, spec);
        }

        WriteJson(folder, "config.json", new
        {
            model_type = "llama",
            bos_token_id = TestVocabulary.IdOfSpecial(spec, 0),
            eos_token_id = TestVocabulary.IdOfSpecial(spec, 0),
            max_position_embeddings = spec.ContextLength,
            vocab_size = spec.VocabularySize,
            hidden_size = spec.Heads * spec.HeadSize,
            num_attention_heads = spec.Heads,
            num_key_value_heads = spec.KeyValueHeads,
            num_hidden_layers = spec.Layers,
        });
        WriteJson(folder, "generation_config.json", new
        {
            bos_token_id = TestVocabulary.IdOfSpecial(spec, 0),
            eos_token_id = new[] { TestVocabulary.IdOfSpecial(spec, 0), TestVocabulary.IdOfSpecial(spec, 2) },
        });
        FixtureTokenizer.Write(folder, spec.Merges, spec.ChatTemplate);
    }

    private static void WriteConfig(string folder, DecoderModelSpec spec) => WriteJson(folder, "genai_config.json", new
    {
        model = new
        {
            type = "llama",
            bos_token_id = TestVocabulary.IdOfSpecial(spec, 0),
            eos_token_id = new[] { TestVocabulary.IdOfSpecial(spec, 0), TestVocabulary.IdOfSpecial(spec, 2) },
            context_length = spec.ContextLength,
            vocab_size = spec.VocabularySize,
            decoder = new
            {
                filename = "model.onnx",
                head_size = spec.HeadSize,
                hidden_size = spec.Heads * spec.HeadSize,
                num_attention_heads = spec.Heads,
                num_key_value_heads = spec.KeyValueHeads,
                num_hidden_layers = spec.Layers,
                sliding_window = spec.Window is int size ? new { window_size = size, slide_key_value_cache = false, slide_inputs = false } : null,
                session_options = new Dictionary<string, object> { ["log_id"] = "onnxruntime-genai", ["provider_options"] = Array.Empty<object>() },
                inputs = new { input_ids = "input_ids", past_key_names = "past_key_values.%d.key" },
                outputs = new { logits = "logits", present_key_names = "present.%d.key" },
            },
        },
        search = new { past_present_share_buffer = spec.UsesGroupQueryAttention },
    });

    private static void WriteJson(string folder, string name, object value) =>
        File.WriteAllText(Path.Combine(folder, name), JsonSerializer.Serialize(value));
}
