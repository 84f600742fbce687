using System.Text.Json.Nodes;

namespace Nudging.ModelBuilder.Tests.Reference;

/// <summary>
/// The configurations of published models, field by field, so that each is accepted. The factor lists of LongRoPE are not the
/// published ones.
/// </summary>
internal static class PublicConfigs
{
    private static readonly Dictionary<string, string> Configs = new()
    {
        ["SmolLM2-1.7B"] = """
            {"architectures": ["LlamaForCausalLM"], "attention_bias": false, "attention_dropout": 0.0,
             "initializer_range": 0.02, "use_cache": true, "bos_token_id": 0, "eos_token_id": 0, "hidden_act": "silu",
             "hidden_size": 2048, "intermediate_size": 8192, "max_position_embeddings": 8192, "mlp_bias": false,
             "model_type": "llama", "num_attention_heads": 32, "num_hidden_layers": 24, "num_key_value_heads": 32,
             "pretraining_tp": 1, "rms_norm_eps": 1e-05, "rope_scaling": null, "rope_theta": 130000,
             "tie_word_embeddings": true, "torch_dtype": "bfloat16", "transformers_version": "4.40.1", "vocab_size": 49152}
            """,
        ["SmolLM2-135M-Instruct"] = """
            {"architectures": ["LlamaForCausalLM"], "attention_bias": false, "attention_dropout": 0.0,
             "initializer_range": 0.02, "use_cache": true, "bos_token_id": 1, "eos_token_id": 2, "hidden_act": "silu",
             "hidden_size": 576, "intermediate_size": 1536, "is_llama_config": true, "max_position_embeddings": 8192,
             "mlp_bias": false, "model_type": "llama", "num_attention_heads": 9, "num_hidden_layers": 30,
             "num_key_value_heads": 3, "pad_token_id": 2, "pretraining_tp": 1, "rms_norm_eps": 1e-05, "rope_interleaved": false,
             "rope_scaling": null, "rope_theta": 100000, "tie_word_embeddings": true, "torch_dtype": "bfloat16",
             "transformers.js_config": {"kv_cache_dtype": {"q4f16": "float16", "fp16": "float16"}},
             "transformers_version": "4.42.3", "vocab_size": 49152}
            """,
        ["Llama-2-7b"] = """
            {"_name_or_path": "meta-llama/Llama-2-7b-hf", "architectures": ["LlamaForCausalLM"], "bos_token_id": 1,
             "eos_token_id": 2, "hidden_act": "silu", "hidden_size": 4096, "initializer_range": 0.02,
             "intermediate_size": 11008, "max_position_embeddings": 4096, "model_type": "llama", "num_attention_heads": 32,
             "num_hidden_layers": 32, "num_key_value_heads": 32, "pretraining_tp": 1, "rms_norm_eps": 1e-05,
             "rope_scaling": null, "tie_word_embeddings": false, "torch_dtype": "float16",
             "transformers_version": "4.31.0.dev0", "use_cache": true, "vocab_size": 32000}
            """,
        ["Llama-3.2-1B"] = """
            {"architectures": ["LlamaForCausalLM"], "attention_bias": false, "attention_dropout": 0.0,
             "initializer_range": 0.02, "use_cache": true, "bos_token_id": 128000, "eos_token_id": 128001, "head_dim": 64,
             "hidden_act": "silu", "hidden_size": 2048, "intermediate_size": 8192, "max_position_embeddings": 131072,
             "mlp_bias": false, "model_type": "llama", "num_attention_heads": 32, "num_hidden_layers": 16,
             "num_key_value_heads": 8, "pretraining_tp": 1, "rms_norm_eps": 1e-05, "rope_scaling": {"factor": 32.0,
             "high_freq_factor": 4.0, "low_freq_factor": 1.0, "original_max_position_embeddings": 8192, "rope_type": "llama3"},
             "rope_theta": 500000.0, "tie_word_embeddings": true, "torch_dtype": "bfloat16",
             "transformers_version": "4.45.0.dev0", "vocab_size": 128256}
            """,
        ["Mistral-7B-v0.1"] = """
            {"architectures": ["MistralForCausalLM"], "bos_token_id": 1, "eos_token_id": 2, "hidden_act": "silu",
             "hidden_size": 4096, "initializer_range": 0.02, "intermediate_size": 14336, "max_position_embeddings": 32768,
             "model_type": "mistral", "num_attention_heads": 32, "num_hidden_layers": 32, "num_key_value_heads": 8,
             "rms_norm_eps": 1e-05, "rope_theta": 10000.0, "sliding_window": 4096, "tie_word_embeddings": false,
             "torch_dtype": "bfloat16", "transformers_version": "4.34.0.dev0", "use_cache": true, "vocab_size": 32000}
            """,
        ["Mistral-7B-v0.3"] = """
            {"architectures": ["MistralForCausalLM"], "attention_dropout": 0.0, "bos_token_id": 1, "eos_token_id": 2,
             "hidden_act": "silu", "hidden_size": 4096, "initializer_range": 0.02, "intermediate_size": 14336,
             "max_position_embeddings": 32768, "model_type": "mistral", "num_attention_heads": 32, "num_hidden_layers": 32,
             "num_key_value_heads": 8, "rms_norm_eps": 1e-05, "rope_theta": 1000000.0, "sliding_window": null,
             "tie_word_embeddings": false, "torch_dtype": "bfloat16", "transformers_version": "4.42.0.dev0", "use_cache": true,
             "vocab_size": 32768}
            """,
        ["Qwen2.5-0.5B"] = """
            {"architectures": ["Qwen2ForCausalLM"], "attention_dropout": 0.0, "initializer_range": 0.02, "use_cache": true,
             "bos_token_id": 151643, "eos_token_id": 151643, "hidden_act": "silu", "hidden_size": 896,
             "intermediate_size": 4864, "max_position_embeddings": 32768, "max_window_layers": 24, "model_type": "qwen2",
             "num_attention_heads": 14, "num_hidden_layers": 24, "num_key_value_heads": 2, "rms_norm_eps": 1e-06,
             "rope_theta": 1000000.0, "sliding_window": 32768, "tie_word_embeddings": true, "torch_dtype": "bfloat16",
             "transformers_version": "4.40.1", "use_mrope": false, "use_sliding_window": false, "vocab_size": 151936}
            """,
        ["Qwen3-0.6B-Base"] = """
            {"architectures": ["Qwen3ForCausalLM"], "attention_bias": false, "attention_dropout": 0.0,
             "initializer_range": 0.02, "use_cache": true, "bos_token_id": 151643, "eos_token_id": 151643, "head_dim": 128,
             "hidden_act": "silu", "hidden_size": 1024, "intermediate_size": 3072, "max_position_embeddings": 32768,
             "max_window_layers": 28, "model_type": "qwen3", "num_attention_heads": 16, "num_hidden_layers": 28,
             "num_key_value_heads": 8, "rms_norm_eps": 1e-06, "rope_scaling": null, "rope_theta": 1000000,
             "sliding_window": null, "tie_word_embeddings": true, "torch_dtype": "bfloat16", "transformers_version": "4.51.0",
             "use_sliding_window": false, "vocab_size": 151936}
            """,
        ["Qwen3-30B-A3B"] = """
            {"architectures": ["Qwen3MoeForCausalLM"], "attention_bias": false, "attention_dropout": 0.0,
             "initializer_range": 0.02, "use_cache": true, "bos_token_id": 151643, "decoder_sparse_step": 1,
             "eos_token_id": 151645, "head_dim": 128, "hidden_act": "silu", "hidden_size": 2048, "intermediate_size": 6144,
             "max_position_embeddings": 40960, "max_window_layers": 48, "mlp_only_layers": [], "model_type": "qwen3_moe",
             "moe_intermediate_size": 768, "norm_topk_prob": true, "num_attention_heads": 32, "num_experts": 128,
             "num_experts_per_tok": 8, "num_hidden_layers": 48, "num_key_value_heads": 4, "output_router_logits": false,
             "rms_norm_eps": 1e-06, "rope_scaling": null, "rope_theta": 1000000.0, "router_aux_loss_coef": 0.001,
             "sliding_window": null, "tie_word_embeddings": false, "torch_dtype": "bfloat16", "transformers_version": "4.51.0",
             "use_sliding_window": false, "vocab_size": 151936}
            """,
        ["Mixtral-8x7B-v0.1"] = """
            {"architectures": ["MixtralForCausalLM"], "attention_dropout": 0.0, "bos_token_id": 1, "eos_token_id": 2,
             "hidden_act": "silu", "hidden_size": 4096, "initializer_range": 0.02, "intermediate_size": 14336,
             "max_position_embeddings": 32768, "model_type": "mixtral", "num_attention_heads": 32, "num_experts_per_tok": 2,
             "num_hidden_layers": 32, "num_key_value_heads": 8, "num_local_experts": 8, "output_router_logits": false,
             "rms_norm_eps": 1e-05, "rope_theta": 1000000.0, "router_aux_loss_coef": 0.02, "sliding_window": null,
             "tie_word_embeddings": false, "torch_dtype": "bfloat16", "transformers_version": "4.36.0.dev0", "use_cache": true,
             "vocab_size": 32000}
            """,
        ["gemma-7b"] = """
            {"architectures": ["GemmaForCausalLM"], "attention_bias": false, "attention_dropout": 0.0, "bos_token_id": 2,
             "eos_token_id": 1, "head_dim": 256, "hidden_act": "gelu_pytorch_tanh", "hidden_activation": "gelu_pytorch_tanh",
             "hidden_size": 3072, "initializer_range": 0.02, "intermediate_size": 24576, "max_position_embeddings": 8192,
             "model_type": "gemma", "num_attention_heads": 16, "num_hidden_layers": 28, "num_key_value_heads": 16,
             "pad_token_id": 0, "rms_norm_eps": 1e-06, "rope_scaling": null, "rope_theta": 10000.0, "torch_dtype": "bfloat16",
             "transformers_version": "4.38.0.dev0", "use_cache": true, "vocab_size": 256000}
            """,
        ["gemma-2-9b"] = """
            {"architectures": ["Gemma2ForCausalLM"], "attention_bias": false, "attention_dropout": 0.0,
             "attn_logit_softcapping": 50.0, "bos_token_id": 2, "cache_implementation": "hybrid", "eos_token_id": 1,
             "final_logit_softcapping": 30.0, "head_dim": 256, "hidden_act": "gelu_pytorch_tanh",
             "hidden_activation": "gelu_pytorch_tanh", "hidden_size": 3584, "initializer_range": 0.02,
             "intermediate_size": 14336, "max_position_embeddings": 8192, "model_type": "gemma2", "num_attention_heads": 16,
             "num_hidden_layers": 42, "num_key_value_heads": 8, "pad_token_id": 0, "query_pre_attn_scalar": 256,
             "rms_norm_eps": 1e-06, "rope_theta": 10000.0, "sliding_window": 4096, "sliding_window_size": 4096,
             "torch_dtype": "bfloat16", "transformers_version": "4.42.0.dev0", "use_cache": true, "vocab_size": 256000}
            """,
        ["gemma-3-1b-pt"] = """
            {"architectures": ["Gemma3ForCausalLM"], "attention_bias": false, "attention_dropout": 0.0,
             "attn_logit_softcapping": null, "bos_token_id": 2, "cache_implementation": "hybrid", "eos_token_id": [1, 106],
             "final_logit_softcapping": null, "head_dim": 256, "hidden_activation": "gelu_pytorch_tanh", "hidden_size": 1152,
             "initializer_range": 0.02, "intermediate_size": 6912, "max_position_embeddings": 32768,
             "model_type": "gemma3_text", "num_attention_heads": 4, "num_hidden_layers": 26, "num_key_value_heads": 1,
             "pad_token_id": 0, "query_pre_attn_scalar": 256, "rms_norm_eps": 1e-06, "rope_local_base_freq": 10000,
             "rope_scaling": null, "rope_theta": 1000000, "sliding_window": 512, "sliding_window_pattern": 6,
             "torch_dtype": "bfloat16", "transformers_version": "4.50.0.dev0", "use_cache": true, "vocab_size": 262144}
            """,
        ["gemma-3-270m"] = """
            {"_sliding_window_pattern": 6, "architectures": ["Gemma3ForCausalLM"], "attention_bias": false,
             "attention_dropout": 0.0, "attn_logit_softcapping": null, "bos_token_id": 2, "eos_token_id": 1,
             "final_logit_softcapping": null, "head_dim": 256, "hidden_activation": "gelu_pytorch_tanh", "hidden_size": 640,
             "initializer_range": 0.02, "intermediate_size": 2048, "layer_types": ["sliding_attention", "sliding_attention",
             "sliding_attention", "sliding_attention", "sliding_attention", "full_attention", "sliding_attention",
             "sliding_attention", "sliding_attention", "sliding_attention", "sliding_attention", "full_attention",
             "sliding_attention", "sliding_attention", "sliding_attention", "sliding_attention", "sliding_attention",
             "full_attention"], "max_position_embeddings": 32768, "model_type": "gemma3_text", "num_attention_heads": 4,
             "num_hidden_layers": 18, "num_key_value_heads": 1, "pad_token_id": 0, "query_pre_attn_scalar": 256,
             "rms_norm_eps": 1e-06, "rope_local_base_freq": 10000.0, "rope_scaling": null, "rope_theta": 1000000.0,
             "sliding_window": 512, "torch_dtype": "bfloat16", "transformers_version": "4.55.0.dev0",
             "use_bidirectional_attention": false, "use_cache": true, "vocab_size": 262144}
            """,
        ["gemma-3-4b-pt"] = """
            {"architectures": ["Gemma3ForConditionalGeneration"], "boi_token_index": 255999, "eoi_token_index": 256000,
             "eos_token_id": [1, 106], "image_token_index": 262144, "initializer_range": 0.02, "mm_tokens_per_image": 256,
             "model_type": "gemma3", "text_config": {"hidden_size": 2560, "intermediate_size": 10240,
             "model_type": "gemma3_text", "num_hidden_layers": 34, "rope_scaling": {"factor": 8.0, "rope_type": "linear"},
             "sliding_window": 1024}, "torch_dtype": "bfloat16", "transformers_version": "4.50.0.dev0",
             "vision_config": {"hidden_size": 1152, "image_size": 896, "intermediate_size": 4304,
             "model_type": "siglip_vision_model", "num_attention_heads": 16, "num_hidden_layers": 27, "patch_size": 14,
             "vision_use_head": false}}
            """,
        ["phi-2"] = """
            {"_name_or_path": "microsoft/phi-2", "architectures": ["PhiForCausalLM"], "attention_dropout": 0.0,
             "bos_token_id": 50256, "embd_pdrop": 0.0, "eos_token_id": 50256, "hidden_act": "gelu_new", "hidden_size": 2560,
             "initializer_range": 0.02, "intermediate_size": 10240, "layer_norm_eps": 1e-05, "max_position_embeddings": 2048,
             "model_type": "phi", "num_attention_heads": 32, "num_hidden_layers": 32, "num_key_value_heads": 32,
             "partial_rotary_factor": 0.4, "qk_layernorm": false, "resid_pdrop": 0.1, "rope_scaling": null,
             "rope_theta": 10000.0, "tie_word_embeddings": false, "torch_dtype": "float16", "transformers_version": "4.37.0",
             "use_cache": true, "vocab_size": 51200}
            """,
        ["Phi-3-mini-4k-instruct"] = """
            {"_name_or_path": "Phi-3-mini-4k-instruct", "architectures": ["Phi3ForCausalLM"], "attention_dropout": 0.0,
             "auto_map": {"AutoConfig": "configuration_phi3.Phi3Config",
             "AutoModelForCausalLM": "modeling_phi3.Phi3ForCausalLM"}, "bos_token_id": 1, "embd_pdrop": 0.0,
             "eos_token_id": 32000, "hidden_act": "silu", "hidden_size": 3072, "initializer_range": 0.02,
             "intermediate_size": 8192, "max_position_embeddings": 4096, "model_type": "phi3", "num_attention_heads": 32,
             "num_hidden_layers": 32, "num_key_value_heads": 32, "original_max_position_embeddings": 4096,
             "pad_token_id": 32000, "resid_pdrop": 0.0, "rms_norm_eps": 1e-05, "rope_scaling": null, "rope_theta": 10000.0,
             "sliding_window": 2047, "tie_word_embeddings": false, "torch_dtype": "bfloat16", "transformers_version": "4.40.2",
             "use_cache": true, "attention_bias": false, "vocab_size": 32064}
            """,
        ["Phi-3.5-mini-instruct"] = """
            {"architectures": ["Phi3ForCausalLM"], "attention_bias": false, "attention_dropout": 0.0,
             "auto_map": {"AutoConfig": "configuration_phi3.Phi3Config"}, "bos_token_id": 1, "embd_pdrop": 0.0,
             "eos_token_id": 32000, "hidden_act": "silu", "hidden_size": 3072, "initializer_range": 0.02,
             "intermediate_size": 8192, "max_position_embeddings": 131072, "model_type": "phi3", "num_attention_heads": 32,
             "num_hidden_layers": 32, "num_key_value_heads": 32, "original_max_position_embeddings": 4096,
             "pad_token_id": 32000, "resid_pdrop": 0.0, "rms_norm_eps": 1e-05, "rope_scaling": {"long_factor": [1.0, 2.2, 3.4,
             4.6, 5.8, 7.0, 8.2, 9.4, 10.6, 11.8, 13.0, 14.2, 15.4, 16.6, 17.8, 19.0, 20.2, 21.4, 22.6, 23.8, 25.0, 26.2, 27.4,
             28.6, 29.8, 31.0, 32.2, 33.4, 34.6, 35.8, 37.0, 38.2, 39.4, 40.6, 41.8, 43.0, 44.2, 45.4, 46.6, 47.8, 49.0, 50.2,
             51.4, 52.6, 53.8, 55.0, 56.2, 57.4], "short_factor": [1.0, 1.03, 1.06, 1.09, 1.12, 1.15, 1.18, 1.21, 1.24, 1.27,
             1.3, 1.33, 1.36, 1.39, 1.42, 1.45, 1.48, 1.51, 1.54, 1.57, 1.6, 1.63, 1.66, 1.69, 1.72, 1.75, 1.78, 1.81, 1.84,
             1.87, 1.9, 1.93, 1.96, 1.99, 2.02, 2.05, 2.08, 2.11, 2.14, 2.17, 2.2, 2.23, 2.26, 2.29, 2.32, 2.35, 2.38, 2.41],
             "type": "longrope"}, "rope_theta": 10000.0, "sliding_window": 262144, "tie_word_embeddings": false,
             "torch_dtype": "bfloat16", "transformers_version": "4.43.3", "use_cache": true, "vocab_size": 32064}
            """,
        ["phi-4"] = """
            {"architectures": ["Phi3ForCausalLM"], "attention_bias": false, "attention_dropout": 0.0, "bos_token_id": 100257,
             "embd_pdrop": 0.0, "eos_token_id": 100265, "hidden_act": "silu", "hidden_size": 5120, "initializer_range": 0.02,
             "intermediate_size": 17920, "max_position_embeddings": 16384, "model_type": "phi3", "num_attention_heads": 40,
             "num_hidden_layers": 40, "num_key_value_heads": 10, "original_max_position_embeddings": 16384,
             "pad_token_id": 100349, "resid_pdrop": 0.0, "rms_norm_eps": 1e-05, "rope_scaling": null, "rope_theta": 250000,
             "sliding_window": null, "tie_word_embeddings": false, "torch_dtype": "bfloat16", "transformers_version": "4.47.0",
             "use_cache": true, "vocab_size": 100352}
            """,
        ["Phi-4-mini-instruct"] = """
            {"_name_or_path": "Phi-4-mini-instruct", "architectures": ["Phi3ForCausalLM"], "attention_bias": false,
             "attention_dropout": 0.0, "auto_map": {"AutoConfig": "configuration_phi3.Phi3Config",
             "AutoTokenizer": "Xenova/gpt-4o"}, "bos_token_id": 199999, "embd_pdrop": 0.0, "eos_token_id": 199999,
             "full_attn_mod": 1, "hidden_act": "silu", "hidden_size": 3072, "initializer_range": 0.02,
             "intermediate_size": 8192, "interpolate_factor": 1, "lm_head_bias": false, "max_position_embeddings": 131072,
             "mlp_bias": false, "model_type": "phi3", "num_attention_heads": 24, "num_hidden_layers": 32,
             "num_key_value_heads": 8, "original_max_position_embeddings": 4096, "pad_token_id": 199999,
             "partial_rotary_factor": 0.75, "resid_pdrop": 0.0, "rms_norm_eps": 1e-05, "rope_scaling": {"long_factor": [1.0,
             2.2, 3.4, 4.6, 5.8, 7.0, 8.2, 9.4, 10.6, 11.8, 13.0, 14.2, 15.4, 16.6, 17.8, 19.0, 20.2, 21.4, 22.6, 23.8, 25.0,
             26.2, 27.4, 28.6, 29.8, 31.0, 32.2, 33.4, 34.6, 35.8, 37.0, 38.2, 39.4, 40.6, 41.8, 43.0, 44.2, 45.4, 46.6, 47.8,
             49.0, 50.2, 51.4, 52.6, 53.8, 55.0, 56.2, 57.4], "short_factor": [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0,
             1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0,
             1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0], "type": "longrope"},
             "rope_theta": 10000.0, "sliding_window": 262144, "tie_word_embeddings": true, "torch_dtype": "bfloat16",
             "transformers_version": "4.45.0", "use_cache": true, "vocab_size": 200064}
            """,
        ["OLMo-1B-hf"] = """
            {"architectures": ["OlmoForCausalLM"], "attention_bias": false, "attention_dropout": 0.0, "clip_qkv": null,
             "eos_token_id": 50279, "hidden_act": "silu", "hidden_size": 2048, "initializer_range": 0.02,
             "intermediate_size": 8192, "max_position_embeddings": 2048, "model_type": "olmo", "num_attention_heads": 16,
             "num_hidden_layers": 16, "num_key_value_heads": 16, "pad_token_id": 1, "rope_scaling": null, "rope_theta": 10000.0,
             "tie_word_embeddings": true, "torch_dtype": "float32", "transformers_version": "4.40.0.dev0", "use_cache": true,
             "vocab_size": 50304}
            """,
        ["OLMo-7B-0424-hf"] = """
            {"architectures": ["OlmoForCausalLM"], "attention_bias": false, "attention_dropout": 0.0, "clip_qkv": 8.0,
             "eos_token_id": 50279, "hidden_act": "silu", "hidden_size": 4096, "initializer_range": 0.02,
             "intermediate_size": 11008, "max_position_embeddings": 4096, "model_type": "olmo", "num_attention_heads": 32,
             "num_hidden_layers": 32, "num_key_value_heads": 32, "pad_token_id": 1, "rope_scaling": null, "rope_theta": 10000.0,
             "tie_word_embeddings": false, "torch_dtype": "float32", "transformers_version": "4.40.0", "use_cache": true,
             "vocab_size": 50304}
            """,
        ["OLMo-2-0425-1B"] = """
            {"architectures": ["Olmo2ForCausalLM"], "attention_bias": false, "attention_dropout": 0.0, "eos_token_id": 100257,
             "hidden_act": "silu", "hidden_size": 2048, "initializer_range": 0.02, "intermediate_size": 8192,
             "max_position_embeddings": 4096, "model_type": "olmo2", "num_attention_heads": 16, "num_hidden_layers": 16,
             "num_key_value_heads": 16, "pad_token_id": 100277, "rms_norm_eps": 1e-06, "rope_scaling": null,
             "rope_theta": 500000, "tie_word_embeddings": false, "torch_dtype": "bfloat16", "transformers_version": "4.47.0",
             "use_cache": true, "vocab_size": 100352}
            """,
        ["Olmo-3-1025-7B"] = """
            {"architectures": ["Olmo3ForCausalLM"], "attention_bias": false, "attention_dropout": 0.0, "bos_token_id": null,
             "dtype": "bfloat16", "eos_token_id": 100257, "hidden_act": "silu", "hidden_size": 4096, "initializer_range": 0.02,
             "intermediate_size": 11008, "layer_types": ["sliding_attention", "sliding_attention", "sliding_attention",
             "full_attention", "sliding_attention", "sliding_attention", "sliding_attention", "full_attention",
             "sliding_attention", "sliding_attention", "sliding_attention", "full_attention", "sliding_attention",
             "sliding_attention", "sliding_attention", "full_attention", "sliding_attention", "sliding_attention",
             "sliding_attention", "full_attention", "sliding_attention", "sliding_attention", "sliding_attention",
             "full_attention", "sliding_attention", "sliding_attention", "sliding_attention", "full_attention",
             "sliding_attention", "sliding_attention", "sliding_attention", "full_attention"], "max_position_embeddings": 65536,
             "model_type": "olmo3", "num_attention_heads": 32, "num_hidden_layers": 32, "num_key_value_heads": 32,
             "pad_token_id": 100277, "rms_norm_eps": 1e-06, "rope_scaling": {"attention_factor": 1.2079441541679836,
             "beta_fast": 32.0, "beta_slow": 1.0, "factor": 8.0, "original_max_position_embeddings": 8192, "rope_type": "yarn"},
             "rope_theta": 500000, "sliding_window": 4096, "tie_word_embeddings": false, "transformers_version": "4.57.1",
             "use_cache": true, "vocab_size": 100278}
            """,
        ["SmolLM3-3B-Base"] = """
            {"architectures": ["SmolLM3ForCausalLM"], "attention_bias": false, "attention_dropout": 0.0,
             "bos_token_id": 128000, "eos_token_id": 128001, "hidden_act": "silu", "hidden_size": 2048,
             "initializer_range": 0.02, "intermediate_size": 11008, "layer_types": ["full_attention", "full_attention",
             "full_attention", "full_attention", "full_attention", "full_attention", "full_attention", "full_attention",
             "full_attention", "full_attention", "full_attention", "full_attention", "full_attention", "full_attention",
             "full_attention", "full_attention", "full_attention", "full_attention", "full_attention", "full_attention",
             "full_attention", "full_attention", "full_attention", "full_attention", "full_attention", "full_attention",
             "full_attention", "full_attention", "full_attention", "full_attention", "full_attention", "full_attention",
             "full_attention", "full_attention", "full_attention", "full_attention"], "max_position_embeddings": 65536,
             "max_window_layers": 28, "mlp_bias": false, "model_type": "smollm3", "no_rope_layer_interval": 4,
             "no_rope_layers": [1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0,
             1, 1, 1, 0], "num_attention_heads": 16, "num_hidden_layers": 36, "num_key_value_heads": 4, "pad_token_id": 128004,
             "pretraining_tp": 2, "rms_norm_eps": 1e-06, "rope_scaling": null, "rope_theta": 5000000.0, "sliding_window": null,
             "torch_dtype": "bfloat16", "transformers_version": "4.54.0.dev0", "use_cache": false, "use_sliding_window": false,
             "vocab_size": 128256}
            """,
        ["granite-3.3-2b-base"] = """
            {"architectures": ["GraniteForCausalLM"], "attention_bias": false, "attention_dropout": 0.0,
             "attention_multiplier": 0.015625, "bos_token_id": 0, "embedding_multiplier": 12.0, "eos_token_id": 0,
             "hidden_act": "silu", "hidden_size": 2048, "initializer_range": 0.02, "intermediate_size": 8192,
             "logits_scaling": 8.0, "max_position_embeddings": 131072, "mlp_bias": false, "model_type": "granite",
             "num_attention_heads": 32, "num_hidden_layers": 40, "num_key_value_heads": 8, "pad_token_id": 0,
             "residual_multiplier": 0.22, "rms_norm_eps": 1e-05, "rope_scaling": null, "rope_theta": 10000000.0,
             "tie_word_embeddings": true, "torch_dtype": "bfloat16", "transformers_version": "4.49.0", "use_cache": true,
             "vocab_size": 49152}
            """,
        ["pythia-1.4b"] = """
            {"architectures": ["GPTNeoXForCausalLM"], "bos_token_id": 0, "eos_token_id": 0, "hidden_act": "gelu",
             "hidden_size": 2048, "initializer_range": 0.02, "intermediate_size": 8192, "layer_norm_eps": 1e-05,
             "max_position_embeddings": 2048, "model_type": "gpt_neox", "num_attention_heads": 16, "num_hidden_layers": 24,
             "rotary_emb_base": 10000, "rotary_pct": 0.25, "tie_word_embeddings": false, "torch_dtype": "float16",
             "transformers_version": "4.24.0", "use_cache": true, "use_parallel_residual": true, "vocab_size": 50304}
            """,
        ["gpt-neox-20b"] = """
            {"architectures": ["GPTNeoXForCausalLM"], "attention_probs_dropout_prob": 0, "bos_token_id": 0, "eos_token_id": 0,
             "hidden_act": "gelu_fast", "hidden_dropout_prob": 0, "hidden_size": 6144, "initializer_range": 0.02,
             "intermediate_size": 24576, "layer_norm_eps": 1e-05, "max_position_embeddings": 2048, "model_type": "gpt_neox",
             "num_attention_heads": 64, "num_hidden_layers": 44, "rotary_emb_base": 10000, "rotary_pct": 0.25,
             "tie_word_embeddings": false, "torch_dtype": "float16", "transformers_version": "4.19.0.dev0", "use_cache": true,
             "vocab_size": 50432}
            """,
        ["stablelm-2-1_6b"] = """
            {"architectures": ["StableLmForCausalLM"], "bos_token_id": 100257, "eos_token_id": 100257, "hidden_act": "silu",
             "hidden_size": 2048, "initializer_range": 0.02, "intermediate_size": 5632, "max_position_embeddings": 4096,
             "model_type": "stablelm", "layer_norm_eps": 1e-05, "num_attention_heads": 32, "num_hidden_layers": 24,
             "num_key_value_heads": 32, "partial_rotary_factor": 0.25, "rope_theta": 10000, "tie_word_embeddings": false,
             "torch_dtype": "float16", "transformers_version": "4.38.0", "use_cache": true, "use_qkv_bias": true,
             "vocab_size": 100352}
            """,
        ["stablelm-2-12b"] = """
            {"architectures": ["StableLmForCausalLM"], "attention_dropout": 0.0, "bos_token_id": 100257,
             "eos_token_id": 100257, "hidden_act": "silu", "hidden_dropout": 0.0, "hidden_size": 5120,
             "initializer_range": 0.02, "intermediate_size": 13824, "layer_norm_eps": 1e-05, "max_position_embeddings": 4096,
             "model_type": "stablelm", "num_attention_heads": 32, "num_hidden_layers": 40, "num_key_value_heads": 8,
             "partial_rotary_factor": 0.25, "qk_layernorm": true, "rope_theta": 10000, "tie_word_embeddings": false,
             "torch_dtype": "bfloat16", "transformers_version": "4.40.0", "use_cache": true, "use_parallel_residual": true,
             "use_qkv_bias": false, "vocab_size": 100352}
            """,
        ["starcoder2-3b"] = """
            {"architectures": ["Starcoder2ForCausalLM"], "attention_dropout": 0.1, "attention_softmax_in_fp32": true,
             "bos_token_id": 0, "embedding_dropout": 0.1, "eos_token_id": 0, "hidden_act": "gelu_pytorch_tanh",
             "hidden_size": 3072, "initializer_range": 0.018042, "intermediate_size": 12288, "max_position_embeddings": 16384,
             "mlp_type": "default", "model_type": "starcoder2", "norm_epsilon": 1e-05, "norm_type": "layer_norm",
             "num_attention_heads": 24, "num_hidden_layers": 30, "num_key_value_heads": 2, "residual_dropout": 0.1,
             "rope_theta": 999999.4420358813, "scale_attention_softmax_in_fp32": true, "scale_attn_weights": true,
             "sliding_window": 4096, "torch_dtype": "bfloat16", "transformers_version": "4.37.0.dev0", "use_bias": true,
             "use_cache": true, "vocab_size": 49152}
            """,
        ["Minitron-4B-Base"] = """
            {"architectures": ["NemotronForCausalLM"], "attention_bias": false, "attention_dropout": 0.0, "bos_token_id": 2,
             "eos_token_id": 3, "head_dim": 128, "hidden_act": "relu2", "hidden_size": 3072, "initializer_range": 0.0134,
             "intermediate_size": 9216, "max_position_embeddings": 4096, "mlp_bias": false, "model_type": "nemotron",
             "norm_eps": 1e-05, "num_attention_heads": 24, "num_hidden_layers": 32, "num_key_value_heads": 8,
             "partial_rotary_factor": 0.5, "rope_theta": 10000, "tie_word_embeddings": false, "torch_dtype": "bfloat16",
             "transformers_version": "4.44.0", "use_cache": true, "vocab_size": 256000}
            """,
        ["c4ai-command-r-v01"] = """
            {"architectures": ["CohereForCausalLM"], "attention_bias": false, "attention_dropout": 0.0, "bos_token_id": 5,
             "eos_token_id": 255001, "hidden_act": "silu", "hidden_size": 8192, "initializer_range": 0.02,
             "intermediate_size": 22528, "layer_norm_eps": 1e-05, "logit_scale": 0.0625, "max_position_embeddings": 8192,
             "model_max_length": 131072, "model_type": "cohere", "num_attention_heads": 64, "num_hidden_layers": 40,
             "num_key_value_heads": 64, "pad_token_id": 0, "pretraining_tp": 1, "rope_theta": 8000000.0,
             "torch_dtype": "float16", "transformers_version": "4.38.2", "use_cache": true, "use_qk_norm": false,
             "vocab_size": 256000}
            """,
        ["Ministral-3-3B-Base-2512"] = """
            {"architectures": ["Mistral3ForConditionalGeneration"], "dtype": "bfloat16", "image_token_index": 10,
             "model_type": "mistral3", "multimodal_projector_bias": false, "projector_hidden_act": "gelu",
             "spatial_merge_size": 2, "text_config": {"attention_dropout": 0.0, "bos_token_id": 1, "eos_token_id": 2,
             "head_dim": 128, "hidden_act": "silu", "hidden_size": 3072, "initializer_range": 0.02, "intermediate_size": 9216,
             "max_position_embeddings": 262144, "model_type": "ministral3", "num_attention_heads": 32, "num_hidden_layers": 26,
             "num_key_value_heads": 8, "pad_token_id": 11, "rms_norm_eps": 1e-05, "rope_parameters": {"beta_fast": 32.0,
             "beta_slow": 1.0, "factor": 16.0, "llama_4_scaling_beta": 0.1, "mscale": 1.0, "mscale_all_dim": 1.0,
             "original_max_position_embeddings": 16384, "rope_theta": 1000000.0, "rope_type": "yarn", "type": "yarn"},
             "sliding_window": null, "tie_word_embeddings": true, "use_cache": true, "vocab_size": 131072},
             "tie_word_embeddings": true, "transformers_version": "5.0.0.dev0", "vision_config": {"hidden_size": 1024,
             "model_type": "pixtral", "num_hidden_layers": 24}, "vision_feature_layer": -1}
            """,
        ["Mistral-Small-3.1-24B-Base"] = """
            {"architectures": ["Mistral3ForConditionalGeneration"], "image_token_index": 10, "model_type": "mistral3",
             "multimodal_projector_bias": false, "projector_hidden_act": "gelu", "spatial_merge_size": 2,
             "text_config": {"attention_dropout": 0.0, "head_dim": 128, "hidden_act": "silu", "hidden_size": 5120,
             "initializer_range": 0.02, "intermediate_size": 32768, "max_position_embeddings": 131072, "model_type": "mistral",
             "num_attention_heads": 32, "num_hidden_layers": 40, "num_key_value_heads": 8, "rms_norm_eps": 1e-05,
             "rope_theta": 1000000000.0, "sliding_window": null, "use_cache": true, "vocab_size": 131072},
             "torch_dtype": "bfloat16", "transformers_version": "4.50.0.dev0", "vision_config": {"hidden_size": 1024,
             "model_type": "pixtral"}, "vision_feature_layer": -1}
            """,
        ["gpt2"] = """
            {"activation_function": "gelu_new", "architectures": ["GPT2LMHeadModel"], "attn_pdrop": 0.1, "bos_token_id": 50256,
             "embd_pdrop": 0.1, "eos_token_id": 50256, "initializer_range": 0.02, "layer_norm_epsilon": 1e-05,
             "model_type": "gpt2", "n_ctx": 1024, "n_embd": 768, "n_head": 12, "n_layer": 12, "n_positions": 1024,
             "resid_pdrop": 0.1, "summary_activation": null, "summary_first_dropout": 0.1, "summary_proj_to_labels": true,
             "summary_type": "cls_index", "summary_use_proj": true,
             "task_specific_params": {"text-generation": {"do_sample": true, "max_length": 50}}, "vocab_size": 50257}
            """,
    };

    public static IReadOnlyCollection<string> Names => Configs.Keys;

    /// <summary>Gets the configuration of a model.</summary>
    public static JsonObject Of(string name) => JsonNode.Parse(Configs[name])!.AsObject();

    /// <summary>Gets the configuration of a model whose sizes are made small; all else is as published.</summary>
    public static JsonObject Small(string name)
    {
        JsonObject config = Of(name);
        JsonObject text = config["text_config"]?.AsObject() ?? config;
        if (text["n_embd"] is not null)
        {
            (text["n_embd"], text["n_head"], text["n_layer"], text["vocab_size"]) = (128, 2, 2, 96);
            return config;
        }

        if (text["num_attention_heads"]?.GetValue<int>() is int heads)
        {
            int keyValueHeads = text["num_key_value_heads"]?.GetValue<int>() ?? heads;
            int size = text["head_dim"]?.GetValue<int>() ?? text["hidden_size"]!.GetValue<int>() / heads;
            int fewer = keyValueHeads == heads ? 2 : Math.Min(heads / keyValueHeads, 4);
            text["num_attention_heads"] = fewer;
            text["hidden_size"] = text["head_dim"] is null ? fewer * size : 64;
            if (text.ContainsKey("num_key_value_heads"))
            {
                text["num_key_value_heads"] = keyValueHeads == heads ? fewer : 1;
            }
        }
        else
        {
            text["hidden_size"] = 64;
        }

        // Six layers are a whole period of Gemma 3.
        int layers = text["model_type"]!.GetValue<string>() is "gemma3_text" ? 6 : text.ContainsKey("layer_types") ? 4 : 2;
        (text["intermediate_size"], text["num_hidden_layers"], text["vocab_size"]) = (48, layers, 96);
        foreach (string list in (string[])["layer_types", "no_rope_layers"])
        {
            if (text[list] is JsonArray values)
            {
                text[list] = new JsonArray([.. values.Take(layers).Select(value => value!.DeepClone())]);
            }
        }

        foreach ((string field, int size) in (ReadOnlySpan<(string, int)>)[("num_experts", 8), ("num_experts_per_tok", 2), ("num_local_experts", 4), ("moe_intermediate_size", 24)])
        {
            if (text.ContainsKey(field))
            {
                text[field] = size;
            }
        }

        return config;
    }
}
