using System.Text.Json.Nodes;

namespace Nudging.TestSupport.Checkpoints;

/// <summary>Small configurations of the families, in the form that checkpoints of the family have.</summary>
public static class CheckpointConfig
{
    private static readonly Dictionary<string, string> Configs = new()
    {
        ["llama"] = """
            {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 32, "intermediate_size": 64,
             "num_attention_heads": 4, "num_hidden_layers": 2, "max_position_embeddings": 256, "num_key_value_heads": 2,
             "hidden_act": "silu", "rms_norm_eps": 1e-05, "rope_theta": 10000.0, "rope_scaling": null, "pretraining_tp": 1,
             "tie_word_embeddings": false, "torch_dtype": "bfloat16", "vocab_size": 320}
            """,
        ["mistral"] = """
            {"architectures": ["MistralForCausalLM"], "model_type": "mistral", "hidden_size": 32, "intermediate_size": 64,
             "num_attention_heads": 4, "num_hidden_layers": 2, "max_position_embeddings": 256, "num_key_value_heads": 2,
             "hidden_act": "silu", "head_dim": 16, "rms_norm_eps": 1e-05, "rope_theta": 10000.0, "sliding_window": 16,
             "tie_word_embeddings": false, "torch_dtype": "bfloat16", "vocab_size": 320}
            """,
        ["ministral3"] = """
            {"architectures": ["Ministral3ForCausalLM"], "model_type": "ministral3", "hidden_size": 32,
             "intermediate_size": 64, "num_attention_heads": 4, "num_hidden_layers": 2, "max_position_embeddings": 256,
             "num_key_value_heads": 2, "hidden_act": "silu", "head_dim": 16, "rms_norm_eps": 1e-05,
             "rope_parameters": {"beta_fast": 32.0, "beta_slow": 1.0, "factor": 16.0, "llama_4_scaling_beta": 0.1,
             "mscale": 1.0, "mscale_all_dim": 1.0, "original_max_position_embeddings": 16, "rope_theta": 1000000.0,
             "rope_type": "yarn", "type": "yarn"}, "sliding_window": null, "tie_word_embeddings": false, "dtype": "bfloat16",
             "vocab_size": 320}
            """,
        ["qwen2"] = """
            {"architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "hidden_size": 32, "intermediate_size": 64,
             "num_attention_heads": 4, "num_hidden_layers": 2, "max_position_embeddings": 256, "num_key_value_heads": 2,
             "hidden_act": "silu", "rms_norm_eps": 1e-06, "rope_theta": 1000000.0, "sliding_window": 16,
             "use_sliding_window": false, "max_window_layers": 2, "tie_word_embeddings": true, "torch_dtype": "bfloat16",
             "vocab_size": 320}
            """,
        ["qwen3"] = """
            {"architectures": ["Qwen3ForCausalLM"], "model_type": "qwen3", "hidden_size": 32, "intermediate_size": 64,
             "num_attention_heads": 4, "num_hidden_layers": 2, "max_position_embeddings": 256, "num_key_value_heads": 2,
             "hidden_act": "silu", "head_dim": 16, "attention_bias": false, "rms_norm_eps": 1e-06, "rope_theta": 1000000.0,
             "rope_scaling": null, "sliding_window": null, "use_sliding_window": false, "max_window_layers": 28,
             "tie_word_embeddings": false, "torch_dtype": "bfloat16", "vocab_size": 320}
            """,
        ["qwen3_moe"] = """
            {"architectures": ["Qwen3MoeForCausalLM"], "model_type": "qwen3_moe", "hidden_size": 32, "intermediate_size": 64,
             "num_attention_heads": 4, "num_hidden_layers": 2, "max_position_embeddings": 256, "num_key_value_heads": 2,
             "hidden_act": "silu", "head_dim": 8, "attention_bias": false, "rms_norm_eps": 1e-06, "rope_theta": 1000000.0,
             "rope_scaling": null, "sliding_window": null, "use_sliding_window": false, "max_window_layers": 48,
             "decoder_sparse_step": 1, "mlp_only_layers": [], "moe_intermediate_size": 24, "norm_topk_prob": true,
             "num_experts": 8, "num_experts_per_tok": 3, "output_router_logits": false, "router_aux_loss_coef": 0.001,
             "tie_word_embeddings": false, "torch_dtype": "bfloat16", "vocab_size": 320}
            """,
        ["mixtral"] = """
            {"architectures": ["MixtralForCausalLM"], "model_type": "mixtral", "hidden_size": 32, "intermediate_size": 64,
             "num_attention_heads": 4, "num_hidden_layers": 2, "max_position_embeddings": 256, "num_key_value_heads": 2,
             "hidden_act": "silu", "rms_norm_eps": 1e-05, "rope_theta": 1000000.0, "sliding_window": null,
             "num_local_experts": 4, "num_experts_per_tok": 2, "output_router_logits": false, "router_aux_loss_coef": 0.02,
             "tie_word_embeddings": false, "torch_dtype": "bfloat16", "vocab_size": 320}
            """,
        ["gemma"] = """
            {"architectures": ["GemmaForCausalLM"], "model_type": "gemma", "hidden_size": 32, "intermediate_size": 64,
             "num_attention_heads": 4, "num_hidden_layers": 2, "max_position_embeddings": 256, "num_key_value_heads": 2,
             "hidden_act": "gelu_pytorch_tanh", "head_dim": 16, "rms_norm_eps": 1e-06, "rope_theta": 10000.0,
             "rope_scaling": null, "torch_dtype": "bfloat16", "vocab_size": 320}
            """,
        ["gemma2"] = """
            {"architectures": ["Gemma2ForCausalLM"], "model_type": "gemma2", "hidden_size": 32, "intermediate_size": 64,
             "num_attention_heads": 4, "num_hidden_layers": 2, "max_position_embeddings": 256, "num_key_value_heads": 2,
             "hidden_act": "gelu_pytorch_tanh", "hidden_activation": "gelu_pytorch_tanh", "head_dim": 16,
             "attn_logit_softcapping": 5.0, "final_logit_softcapping": 8.0, "query_pre_attn_scalar": 24, "rms_norm_eps": 1e-06,
             "rope_theta": 10000.0, "sliding_window": 16, "cache_implementation": "hybrid", "torch_dtype": "bfloat16",
             "vocab_size": 320}
            """,
        ["gemma3_text"] = """
            {"architectures": ["Gemma3ForCausalLM"], "model_type": "gemma3_text", "hidden_size": 32, "intermediate_size": 64,
             "num_attention_heads": 4, "num_hidden_layers": 2, "max_position_embeddings": 256, "num_key_value_heads": 2,
             "hidden_activation": "gelu_pytorch_tanh", "head_dim": 16, "attn_logit_softcapping": null,
             "final_logit_softcapping": null, "query_pre_attn_scalar": 20, "rms_norm_eps": 1e-06, "rope_theta": 1000000.0,
             "rope_local_base_freq": 10000.0, "rope_scaling": null, "sliding_window": 16, "sliding_window_pattern": 2,
             "cache_implementation": "hybrid", "torch_dtype": "bfloat16", "vocab_size": 320}
            """,
        ["phi"] = """
            {"architectures": ["PhiForCausalLM"], "model_type": "phi", "hidden_size": 32, "intermediate_size": 64,
             "num_attention_heads": 4, "num_hidden_layers": 2, "max_position_embeddings": 256, "hidden_act": "gelu_new",
             "layer_norm_eps": 1e-05, "partial_rotary_factor": 0.5, "qk_layernorm": false, "embd_pdrop": 0.0,
             "resid_pdrop": 0.1, "rope_theta": 10000.0, "rope_scaling": null, "tie_word_embeddings": false,
             "torch_dtype": "float16", "vocab_size": 320}
            """,
        ["phi3"] = """
            {"architectures": ["Phi3ForCausalLM"], "model_type": "phi3", "hidden_size": 32, "intermediate_size": 64,
             "num_attention_heads": 4, "num_hidden_layers": 2, "max_position_embeddings": 256, "num_key_value_heads": 2,
             "hidden_act": "silu", "original_max_position_embeddings": 256, "rms_norm_eps": 1e-05, "rope_theta": 10000.0,
             "rope_scaling": null, "sliding_window": 20, "embd_pdrop": 0.0, "resid_pdrop": 0.0, "tie_word_embeddings": false,
             "torch_dtype": "bfloat16", "vocab_size": 320}
            """,
        ["olmo"] = """
            {"architectures": ["OlmoForCausalLM"], "model_type": "olmo", "hidden_size": 32, "intermediate_size": 64,
             "num_attention_heads": 4, "num_hidden_layers": 2, "max_position_embeddings": 256, "num_key_value_heads": 2,
             "hidden_act": "silu", "attention_bias": false, "clip_qkv": 1.5, "rope_theta": 10000.0, "rope_scaling": null,
             "tie_word_embeddings": false, "torch_dtype": "float32", "vocab_size": 320}
            """,
        ["olmo2"] = """
            {"architectures": ["Olmo2ForCausalLM"], "model_type": "olmo2", "hidden_size": 32, "intermediate_size": 64,
             "num_attention_heads": 4, "num_hidden_layers": 2, "max_position_embeddings": 256, "num_key_value_heads": 2,
             "hidden_act": "silu", "attention_bias": false, "rms_norm_eps": 1e-06, "rope_theta": 500000.0, "rope_scaling": null,
             "tie_word_embeddings": false, "torch_dtype": "float32", "vocab_size": 320}
            """,
        ["olmo3"] = """
            {"architectures": ["Olmo3ForCausalLM"], "model_type": "olmo3", "hidden_size": 32, "intermediate_size": 64,
             "num_attention_heads": 4, "num_hidden_layers": 2, "max_position_embeddings": 256, "num_key_value_heads": 2,
             "hidden_act": "silu", "attention_bias": false, "layer_types": ["sliding_attention", "full_attention"],
             "rms_norm_eps": 1e-06, "rope_theta": 500000.0, "rope_scaling": null, "sliding_window": 16,
             "tie_word_embeddings": false, "torch_dtype": "float32", "vocab_size": 320}
            """,
        ["smollm3"] = """
            {"architectures": ["SmolLM3ForCausalLM"], "model_type": "smollm3", "hidden_size": 32, "intermediate_size": 64,
             "num_attention_heads": 4, "num_hidden_layers": 2, "max_position_embeddings": 256, "num_key_value_heads": 2,
             "hidden_act": "silu", "attention_bias": false, "mlp_bias": false, "no_rope_layers": [1, 0],
             "no_rope_layer_interval": 4, "max_window_layers": 28, "pretraining_tp": 2, "rms_norm_eps": 1e-06,
             "rope_theta": 5000000.0, "rope_scaling": null, "sliding_window": null, "use_sliding_window": false,
             "tie_word_embeddings": true, "torch_dtype": "bfloat16", "vocab_size": 320}
            """,
        ["granite"] = """
            {"architectures": ["GraniteForCausalLM"], "model_type": "granite", "hidden_size": 32, "intermediate_size": 64,
             "num_attention_heads": 4, "num_hidden_layers": 2, "max_position_embeddings": 256, "num_key_value_heads": 2,
             "hidden_act": "silu", "attention_bias": false, "mlp_bias": false, "attention_multiplier": 0.25,
             "embedding_multiplier": 3.0, "logits_scaling": 2.0, "residual_multiplier": 0.5, "rms_norm_eps": 1e-05,
             "rope_theta": 10000.0, "rope_scaling": null, "tie_word_embeddings": true, "torch_dtype": "bfloat16",
             "vocab_size": 320}
            """,
        ["cohere"] = """
            {"architectures": ["CohereForCausalLM"], "model_type": "cohere", "hidden_size": 32, "intermediate_size": 64,
             "num_attention_heads": 4, "num_hidden_layers": 2, "max_position_embeddings": 256, "num_key_value_heads": 2,
             "hidden_act": "silu", "attention_bias": false, "layer_norm_eps": 1e-05, "logit_scale": 0.25, "rope_theta": 10000.0,
             "use_qk_norm": false, "torch_dtype": "float16", "vocab_size": 320}
            """,
        ["stablelm"] = """
            {"architectures": ["StableLmForCausalLM"], "model_type": "stablelm", "hidden_size": 64, "intermediate_size": 64,
             "num_attention_heads": 4, "num_hidden_layers": 2, "max_position_embeddings": 256, "num_key_value_heads": 2,
             "hidden_act": "silu", "layer_norm_eps": 1e-05, "partial_rotary_factor": 0.25, "rope_theta": 10000,
             "use_qkv_bias": true, "tie_word_embeddings": false, "torch_dtype": "bfloat16", "vocab_size": 320}
            """,
        ["starcoder2"] = """
            {"architectures": ["Starcoder2ForCausalLM"], "model_type": "starcoder2", "hidden_size": 32,
             "intermediate_size": 64, "num_attention_heads": 4, "num_hidden_layers": 2, "max_position_embeddings": 256,
             "num_key_value_heads": 2, "hidden_act": "gelu_pytorch_tanh", "mlp_type": "default", "norm_type": "layer_norm",
             "norm_epsilon": 1e-05, "rope_theta": 100000.0, "sliding_window": 16, "use_bias": true, "torch_dtype": "bfloat16",
             "vocab_size": 320}
            """,
        ["nemotron"] = """
            {"architectures": ["NemotronForCausalLM"], "model_type": "nemotron", "hidden_size": 32, "intermediate_size": 64,
             "num_attention_heads": 4, "num_hidden_layers": 2, "max_position_embeddings": 256, "num_key_value_heads": 2,
             "hidden_act": "relu2", "attention_bias": false, "mlp_bias": false, "head_dim": 16, "norm_eps": 1e-05,
             "partial_rotary_factor": 0.5, "rope_theta": 10000, "tie_word_embeddings": false, "torch_dtype": "bfloat16",
             "vocab_size": 320}
            """,
        ["gpt_neox"] = """
            {"architectures": ["GPTNeoXForCausalLM"], "model_type": "gpt_neox", "hidden_size": 32, "intermediate_size": 64,
             "num_attention_heads": 4, "num_hidden_layers": 2, "max_position_embeddings": 256, "hidden_act": "gelu",
             "layer_norm_eps": 1e-05, "rotary_emb_base": 10000, "rotary_pct": 0.5, "use_parallel_residual": true,
             "tie_word_embeddings": false, "torch_dtype": "float16", "vocab_size": 320}
            """,
        ["gpt2"] = """
            {"architectures": ["GPT2LMHeadModel"], "model_type": "gpt2", "n_embd": 32, "n_head": 4, "n_layer": 2,
             "n_positions": 128, "activation_function": "gelu_new", "attn_pdrop": 0.1, "embd_pdrop": 0.1, "resid_pdrop": 0.1,
             "layer_norm_epsilon": 1e-05, "n_ctx": 128, "vocab_size": 320}
            """,
    };

    /// <summary>Gets the families, as <c>model_type</c> names them.</summary>
    public static IReadOnlyCollection<string> Families => Configs.Keys;

    /// <summary>Gets a new configuration of a family.</summary>
    /// <param name="modelType">The family.</param>
    /// <param name="changes">Fields that are added or replaced, as a JSON object.</param>
    /// <param name="without">Fields that are removed.</param>
    public static JsonObject Of(string modelType, string changes = "{}", params string[] without)
    {
        JsonObject config = JsonNode.Parse(Configs[modelType])!.AsObject();
        Change(config, changes);
        foreach (string name in without)
        {
            config.Remove(name);
        }

        return config;
    }

    /// <summary>Adds or replaces fields.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="changes">The fields, as a JSON object.</param>
    public static void Change(JsonObject config, string changes)
    {
        foreach ((string name, JsonNode? value) in JsonNode.Parse(changes)!.AsObject())
        {
            config[name] = value?.DeepClone();
        }
    }
}
