using System.Text.Json.Nodes;

namespace Nudging.TestSupport.Checkpoints;

/// <summary>Small configurations of the families, in the form that checkpoints of the family have.</summary>
public static class CheckpointConfig
{
    private static readonly Dictionary<string, string> Configs = new()
    {
        ["llama"] = """
            {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_act": "silu", "hidden_size": 32, "intermediate_size": 88,
             "num_attention_heads": 4, "num_hidden_layers": 2, "num_key_value_heads": 2, "max_position_embeddings": 256, "rms_norm_eps": 1e-05,
             "rope_theta": 10000.0, "rope_scaling": null, "pretraining_tp": 1, "tie_word_embeddings": false, "torch_dtype": "bfloat16", "vocab_size": 320}
            """,
        ["qwen2"] = """
            {"architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "hidden_act": "silu", "hidden_size": 32, "intermediate_size": 64,
             "num_attention_heads": 4, "num_hidden_layers": 2, "num_key_value_heads": 2, "max_position_embeddings": 256, "rms_norm_eps": 1e-06,
             "rope_theta": 1000000.0, "sliding_window": 16, "use_sliding_window": false, "max_window_layers": 2, "tie_word_embeddings": true,
             "torch_dtype": "bfloat16", "vocab_size": 320}
            """,
        ["gpt_neox"] = """
            {"architectures": ["GPTNeoXForCausalLM"], "model_type": "gpt_neox", "hidden_act": "gelu", "hidden_size": 32, "intermediate_size": 96,
             "num_attention_heads": 4, "num_hidden_layers": 2, "max_position_embeddings": 256, "layer_norm_eps": 1e-05, "rotary_emb_base": 10000,
             "rotary_pct": 0.5, "use_parallel_residual": true, "tie_word_embeddings": false, "torch_dtype": "float16", "vocab_size": 320}
            """,
    };

    /// <summary>Gets the families, as <c>model_type</c> names them.</summary>
    public static IReadOnlyCollection<string> Families => Configs.Keys;

    /// <summary>Gets a new configuration of a family.</summary>
    /// <param name="modelType">The family.</param>
    /// <param name="changes">Fields that are added or replaced, as a JSON object.</param>
    public static JsonObject Of(string modelType, string changes = "{}")
    {
        JsonObject config = JsonNode.Parse(Configs[modelType])!.AsObject();
        foreach ((string name, JsonNode? value) in JsonNode.Parse(changes)!.AsObject())
        {
            config[name] = value?.DeepClone();
        }

        return config;
    }
}
