using System.Text.Json.Nodes;
using Nudging.TestSupport.Checkpoints;

namespace Nudging.ModelBuilder.Tests.Reference;

/// <summary>
/// Configurations that checkpoints of the families have or may have: head counts, sizes, biases, windows, rotary embeddings in the
/// forms of all versions of config.json, and fields left out.
/// </summary>
internal static class CheckpointVariants
{
    private const string Llama3 = """{"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 32}""";
    private const string ShortFactors = "[1.0, 1.05, 1.1, 1.3, 1.6, 2.2]";
    private const string LongFactors = "[1.1, 1.9, 3.5, 6.0, 9.5, 14.0]";

    private static readonly List<CheckpointVariant> Variants = [];

    static CheckpointVariants()
    {
        foreach (string family in CheckpointConfig.Families)
        {
            Add(family, "default", "{}");
        }

        AddLlama();
        AddMistral();
        AddQwen();
        AddExperts();
        AddGemma();
        AddGemma3();
        AddPhi();
        AddOlmo();
        AddSmolLM3();
        AddGranite();
        AddCohere();
        AddStableLM();
        AddStarcoder2();
        AddNemotron();
        AddGptNeox();
        AddGpt2();
        AddUnevenHeads();
    }

    public static IReadOnlyList<CheckpointVariant> All => Variants;

    public static CheckpointVariant Named(string name) => Variants.Single(variant => variant.Name == name);

    private static void AddLlama()
    {
        Add("llama", "fields left out", """{"hidden_size": 40, "intermediate_size": 52, "rope_scaling": null}""", "rope_theta", "num_key_value_heads", "rms_norm_eps", "tie_word_embeddings", "hidden_act");
        Add("llama", "llama3, tied, one key/value head", $$"""{"head_dim": 16, "num_key_value_heads": 1, "tie_word_embeddings": true, "rope_scaling": {{Llama3}} }""");
        Add("llama", "biases, large epsilon", """{"hidden_size": 48, "num_attention_heads": 6, "attention_bias": true, "mlp_bias": true, "rms_norm_eps": 0.1}""");
        Add("llama", "biases of attention only", """{"attention_bias": true, "mlp_bias": false}""");
        Add("llama", "linear", """{"head_dim": 6, "rope_scaling": {"type": "linear", "factor": 3.0}}""");
        Add("llama", "default scaling", """{"rope_scaling": {"rope_type": "default"}, "rope_theta": 500}""");
        Add("llama", "yarn", """{"head_dim": 24, "rope_scaling": {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 64}}""");
        Add("llama", "yarn without truncation", """{"head_dim": 24, "rope_scaling": {"rope_type": "yarn", "factor": 6.0, "beta_fast": 20, "beta_slow": 2, "truncate": false, "original_max_position_embeddings": 1000}}""");
        Add("llama", "yarn with mscale", """{"head_dim": 24, "rope_scaling": {"rope_type": "yarn", "factor": 6.0, "mscale": 2.0, "mscale_all_dim": 0.5, "original_max_position_embeddings": 100}}""");
        Add("llama", "yarn, mscale without mscale_all_dim", """{"head_dim": 24, "rope_scaling": {"rope_type": "yarn", "factor": 6.0, "mscale": 2.0, "mscale_all_dim": 0, "original_max_position_embeddings": 100}}""");
        Add("llama", "yarn, length from max_position_embeddings", """{"head_dim": 24, "max_position_embeddings": 90, "rope_scaling": {"rope_type": "yarn", "factor": 6.0}}""");
        Add("llama", "rope_parameters", """{"rope_parameters": {"rope_type": "default", "rope_theta": 300.0}, "dtype": "float32"}""", "rope_theta", "rope_scaling", "torch_dtype");
        Add("llama", "rope_parameters with llama3, null head_dim", """{"head_dim": null, "rope_parameters": {"rope_theta": 10000.0, "rope_type": "llama3", "factor": 4.0, "low_freq_factor": 1.0, "high_freq_factor": 8.0, "original_max_position_embeddings": 64}}""", "rope_theta", "rope_scaling");
        Add("llama", "gelu", """{"hidden_act": "gelu", "num_key_value_heads": 4}""");
        Add("llama", "relu", """{"hidden_act": "relu", "num_hidden_layers": 3}""");
        Add("llama", "norms in float32, unused head", """{"tie_word_embeddings": true}""", options => options with { DataType = "BF16", VectorDataType = "F32", HasUnusedHead = true });
        Add("llama", "odd sizes", """{"hidden_size": 35, "intermediate_size": 45, "num_attention_heads": 5, "num_key_value_heads": 5, "head_dim": 10, "vocab_size": 101, "num_hidden_layers": 1}""");
    }

    private static void AddMistral()
    {
        Add("mistral", "no window, no head_dim", """{"sliding_window": null, "num_key_value_heads": 1}""", "head_dim");
        Add("mistral", "window 1", """{"sliding_window": 1}""");
        Add("mistral", "window 7, tied", """{"sliding_window": 7, "tie_word_embeddings": true, "head_dim": 12, "num_hidden_layers": 3}""");
        Add("mistral", "window left out", """{"rms_norm_eps": 0.05}""", "sliding_window");
        Add("mistral", "rope_parameters", """{"rope_parameters": {"rope_type": "yarn", "rope_theta": 10000.0, "factor": 4.0, "original_max_position_embeddings": 40}}""", "rope_theta");
        Add("ministral3", "mscale_all_dim 0, window", """{"sliding_window": 12, "tie_word_embeddings": true, "rope_parameters": {"rope_type": "yarn", "rope_theta": 10000.0, "factor": 8.0, "beta_fast": 32, "beta_slow": 1, "mscale": 1.0, "mscale_all_dim": 0.0, "original_max_position_embeddings": 10, "llama_4_scaling_beta": 0.3}}""");
        AddNested("mistral3", "Mistral3ForConditionalGeneration", "ministral3", "text_config", """{"tie_word_embeddings": true}""");
        AddNested("mistral3", "Mistral3ForConditionalGeneration", "ministral3", "text_config, own head", """{"tie_word_embeddings": false}""");
        AddNested("mistral3", "Mistral3ForConditionalGeneration", "ministral3", "text model inside the model, own head", "{}", store: options => options with { HasTextModelInside = true });
        AddNested("mistral3", "Mistral3ForConditionalGeneration", "mistral", "text_config of Mistral Small", """{"sliding_window": null}""");
    }

    private static void AddQwen()
    {
        Add("qwen2", "window from layer 1", """{"use_sliding_window": true, "max_window_layers": 1, "sliding_window": 9, "num_hidden_layers": 3}""");
        Add("qwen2", "window on all layers, untied", """{"use_sliding_window": true, "max_window_layers": 0, "sliding_window": 9, "tie_word_embeddings": false}""");
        Add("qwen2", "layer_types", """{"use_sliding_window": true, "max_window_layers": 0, "sliding_window": 9, "layer_types": ["sliding_attention", "full_attention"]}""");
        Add("qwen2", "no window fields", """{"num_attention_heads": 8, "num_key_value_heads": 1, "rms_norm_eps": 0.02}""", "sliding_window", "use_sliding_window", "max_window_layers");
        Add("qwen2", "layer_types without window", """{"sliding_window": null, "layer_types": ["full_attention", "full_attention"], "rope_parameters": {"rope_type": "default", "rope_theta": 1000.0}}""", "rope_theta");
        Add("qwen2", "yarn", """{"head_dim": null, "hidden_size": 64, "num_attention_heads": 2, "num_key_value_heads": 2, "rope_theta": 10000.0, "rope_scaling": {"type": "yarn", "factor": 4.0, "original_max_position_embeddings": 64}}""");
        Add("qwen3", "window from layer 1", """{"use_sliding_window": true, "max_window_layers": 1, "sliding_window": 9, "num_hidden_layers": 3}""");
        Add("qwen3", "biases, tied", """{"attention_bias": true, "tie_word_embeddings": true, "rms_norm_eps": 0.1}""");
        Add("qwen3", "yarn with attention_factor", """{"head_dim": 24, "rope_theta": 10000.0, "rope_scaling": {"rope_type": "yarn", "factor": 4.0, "attention_factor": 1.4, "original_max_position_embeddings": 64}}""");
    }

    private static void AddExperts()
    {
        Add("qwen3_moe", "sparse step 2", """{"decoder_sparse_step": 2, "num_hidden_layers": 4}""");
        Add("qwen3_moe", "mlp_only_layers, not normalised", """{"mlp_only_layers": [1], "norm_topk_prob": false, "num_hidden_layers": 3}""");
        Add("qwen3_moe", "norm_topk_prob left out", """{"num_experts": 6, "num_experts_per_tok": 2, "tie_word_embeddings": true}""", "norm_topk_prob", "mlp_only_layers", "decoder_sparse_step");
        Add("qwen3_moe", "one expert of each token", """{"num_experts_per_tok": 1, "norm_topk_prob": false, "attention_bias": true}""");
        Add("qwen3_moe", "all experts", """{"num_experts": 4, "num_experts_per_tok": 4, "rope_scaling": {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 64}}""");
        Add("mixtral", "window, one expert of each token", """{"sliding_window": 11, "num_experts_per_tok": 1, "num_local_experts": 5}""");
        Add("mixtral", "all experts, tied, head_dim", """{"num_experts_per_tok": 3, "num_local_experts": 3, "tie_word_embeddings": true, "head_dim": 12}""");
    }

    private static void AddGemma()
    {
        Add("gemma", "hidden_activation wins", """{"hidden_act": "gelu", "hidden_activation": "gelu_pytorch_tanh", "num_key_value_heads": 1}""");
        Add("gemma", "null hidden_activation", """{"hidden_activation": null, "num_key_value_heads": 4, "head_dim": 6, "rms_norm_eps": 0.1}""");
        Add("gemma", "tied as the file says", """{"tie_word_embeddings": true, "rope_theta": 500.0, "hidden_size": 36}""");
        Add("gemma2", "no caps", """{"attn_logit_softcapping": null, "final_logit_softcapping": null, "num_hidden_layers": 3}""");
        Add("gemma2", "cap of attention only", """{"final_logit_softcapping": null, "query_pre_attn_scalar": 5, "sliding_window": 5, "num_hidden_layers": 3}""");
        Add("gemma2", "layer_types", """{"layer_types": ["full_attention", "sliding_attention", "sliding_attention"], "num_hidden_layers": 3, "rms_norm_eps": 0.1}""");
        Add("gemma2", "defaults of caps", """{"query_pre_attn_scalar": 16}""", "attn_logit_softcapping", "final_logit_softcapping");
    }

    private static void AddGemma3()
    {
        Add("gemma3_text", "layer_types, linear", """{"layer_types": ["full_attention", "sliding_attention", "sliding_attention"], "num_hidden_layers": 3, "rope_scaling": {"rope_type": "linear", "factor": 8.0}, "rope_theta": 10000.0, "rope_local_base_freq": 100.0, "_sliding_window_pattern": 6}""", "sliding_window_pattern");
        Add("gemma3_text", "pattern 3, cap of logits", """{"sliding_window_pattern": 3, "num_hidden_layers": 3, "sliding_window": 6, "final_logit_softcapping": 10.0, "rms_norm_eps": 0.1}""");
        Add("gemma3_text", "pattern left out", """{"num_hidden_layers": 7, "sliding_window": 6}""", "sliding_window_pattern");
        Add("gemma3_text", "rope_parameters per type of layer", """{"layer_types": ["sliding_attention", "full_attention"], "rope_parameters": {"sliding_attention": {"rope_type": "default", "rope_theta": 100.0}, "full_attention": {"rope_type": "linear", "rope_theta": 5000.0, "factor": 4.0}}}""", "rope_theta", "rope_local_base_freq", "rope_scaling", "sliding_window_pattern");
        AddNested("gemma3", "Gemma3ForConditionalGeneration", "gemma3_text", "text model inside the model", "{}", store: options => options with { HasTextModelInside = true });
        AddNested("gemma3", "Gemma3ForConditionalGeneration", "gemma3_text", "text_config", """{"rope_scaling": {"rope_type": "linear", "factor": 8.0}}""");
        AddNested(
            "gemma3",
            "Gemma3ForConditionalGeneration",
            "gemma3_text",
            "text_config of few fields",
            """{"sliding_window": 9, "num_hidden_layers": 6}""",
            ["hidden_activation", "head_dim", "query_pre_attn_scalar", "num_attention_heads", "num_key_value_heads", "rms_norm_eps", "rope_theta", "rope_local_base_freq", "sliding_window_pattern", "attn_logit_softcapping", "final_logit_softcapping", "rope_scaling"]);
    }

    private static void AddPhi()
    {
        Add("phi", "norms of queries and keys", """{"qk_layernorm": true, "num_key_value_heads": 2, "layer_norm_eps": 0.1}""");
        Add("phi", "fields left out", """{"num_key_value_heads": null, "hidden_size": 48}""", "partial_rotary_factor", "qk_layernorm", "rope_theta", "layer_norm_eps", "hidden_act");
        Add("phi", "rope_parameters", """{"rope_parameters": {"rope_type": "default", "rope_theta": 500.0, "partial_rotary_factor": 0.25}, "hidden_act": "gelu", "hidden_size": 64}""", "rope_theta", "rope_scaling", "partial_rotary_factor");
        Add("phi3", "no window, one key/value head", """{"sliding_window": null, "num_key_value_heads": 1, "rms_norm_eps": 0.1}""");
        Add("phi3", "longrope", $$"""{"sliding_window": null, "head_dim": 12, "max_position_embeddings": 512, "original_max_position_embeddings": 32, "rope_scaling": {"type": "longrope", "short_factor": {{ShortFactors}}, "long_factor": {{LongFactors}} } }""");
        Add("phi3", "su, part of the head, tied", $$"""{"sliding_window": 20, "hidden_size": 64, "partial_rotary_factor": 0.75, "tie_word_embeddings": true, "max_position_embeddings": 512, "original_max_position_embeddings": 32, "rope_scaling": {"type": "su", "short_factor": {{ShortFactors}}, "long_factor": {{LongFactors}} } }""");
        Add("phi3", "longrope in rope_parameters", $$"""{"sliding_window": null, "hidden_size": 64, "max_position_embeddings": 512, "rope_parameters": {"rope_type": "longrope", "rope_theta": 10000.0, "partial_rotary_factor": 0.75, "original_max_position_embeddings": 32, "short_factor": {{ShortFactors}}, "long_factor": {{LongFactors}} } }""", "rope_theta", "rope_scaling");
        Add("phi3", "longrope, all within the original length", $$"""{"sliding_window": null, "hidden_size": 48, "max_position_embeddings": 256, "original_max_position_embeddings": 256, "rope_scaling": {"rope_type": "longrope", "short_factor": {{ShortFactors}}, "long_factor": {{LongFactors}} } }""");
    }

    private static void AddOlmo()
    {
        Add("olmo", "no clip, tied, multi-head", """{"clip_qkv": null, "tie_word_embeddings": true, "num_key_value_heads": 4}""");
        Add("olmo", "clip 0.7, biases, linear", """{"clip_qkv": 0.7, "attention_bias": true, "rope_scaling": {"type": "linear", "factor": 2.0}}""");
        Add("olmo2", "one key/value head, biases", """{"attention_bias": true, "num_key_value_heads": 1, "rms_norm_eps": 0.1}""");
        Add("olmo2", "tied, multi-head, no head divides", """{"tie_word_embeddings": true, "hidden_size": 36, "num_attention_heads": 6, "num_key_value_heads": 6}""");
        Add("olmo3", "yarn", """{"head_dim": 24, "rope_theta": 10000.0, "rope_scaling": {"rope_type": "yarn", "factor": 8.0, "attention_factor": 1.2, "beta_fast": 32.0, "beta_slow": 1.0, "original_max_position_embeddings": 1000}}""");
        Add("olmo3", "layer_types left out", """{"num_hidden_layers": 5, "sliding_window": 7, "attention_bias": true}""", "layer_types");
        Add("olmo3", "rope_parameters per type of layer", """{"head_dim": 24, "rope_parameters": {"sliding_attention": {"rope_type": "default", "rope_theta": 100.0}, "full_attention": {"rope_type": "yarn", "rope_theta": 10000.0, "factor": 8.0, "original_max_position_embeddings": 64}}}""", "rope_theta", "rope_scaling");
    }

    private static void AddSmolLM3()
    {
        Add("smollm3", "interval 2, untied", """{"no_rope_layer_interval": 2, "num_hidden_layers": 5, "tie_word_embeddings": false}""", "no_rope_layers");
        Add("smollm3", "interval left out, biases", """{"num_hidden_layers": 4, "attention_bias": true, "mlp_bias": true, "num_key_value_heads": 1, "rms_norm_eps": 0.1}""", "no_rope_layers", "no_rope_layer_interval");
        Add("smollm3", "window on layers without rope", """{"use_sliding_window": true, "sliding_window": 9, "num_hidden_layers": 3, "no_rope_layers": [0, 1, 0]}""");
        Add("smollm3", "layer_types", """{"use_sliding_window": true, "sliding_window": 9, "hidden_size": 64, "layer_types": ["sliding_attention", "full_attention"], "rope_theta": 10000.0, "rope_scaling": {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 64}}""");
    }

    private static void AddGranite()
    {
        Add("granite", "untied, biases", """{"tie_word_embeddings": false, "attention_bias": true, "mlp_bias": true, "rms_norm_eps": 0.1}""");
        Add("granite", "multipliers left out", "{}", "attention_multiplier", "embedding_multiplier", "residual_multiplier", "logits_scaling");
        Add("granite", "integers", """{"attention_multiplier": 1, "embedding_multiplier": 2, "logits_scaling": 3, "rope_parameters": {"rope_type": "default", "rope_theta": 700}}""", "rope_theta", "rope_scaling");
    }

    private static void AddCohere()
    {
        Add("cohere", "norms of queries and keys", """{"use_qk_norm": true, "layer_norm_eps": 0.1}""");
        Add("cohere", "untied, biases, one key/value head", """{"tie_word_embeddings": false, "attention_bias": true, "num_key_value_heads": 1, "head_dim": null}""");
        Add("cohere", "fields left out", """{"hidden_size": 48, "num_attention_heads": 6}""", "logit_scale", "use_qk_norm", "num_key_value_heads", "layer_norm_eps", "attention_bias");
    }

    private static void AddStableLM()
    {
        Add("stablelm", "parallel, norms of queries and keys", """{"use_parallel_residual": true, "qk_layernorm": true, "use_qkv_bias": false, "layer_norm_eps": 0.1}""");
        Add("stablelm", "norms of queries and keys, whole head", """{"qk_layernorm": true, "partial_rotary_factor": 1.0, "hidden_size": 32}""");
        Add("stablelm", "fields left out", """{"num_key_value_heads": 4}""", "partial_rotary_factor", "use_qkv_bias", "rope_theta", "layer_norm_eps");
        Add("stablelm", "rope_parameters, parallel, tied", """{"use_parallel_residual": true, "tie_word_embeddings": true, "rope_parameters": {"rope_type": "default", "rope_theta": 900.0, "partial_rotary_factor": 0.5}}""", "partial_rotary_factor", "rope_theta");
    }

    private static void AddStarcoder2()
    {
        Add("starcoder2", "no biases, no window, untied", """{"use_bias": false, "sliding_window": null, "tie_word_embeddings": false}""");
        Add("starcoder2", "window 5, gelu", """{"sliding_window": 5, "hidden_act": "gelu", "num_key_value_heads": 1, "norm_epsilon": 0.1}""");
        Add("starcoder2", "fields left out", "{}", "use_bias", "sliding_window", "norm_epsilon", "hidden_act");
    }

    private static void AddNemotron()
    {
        Add("nemotron", "biases, whole head, tied", """{"attention_bias": true, "mlp_bias": true, "partial_rotary_factor": 1.0, "head_dim": 8, "tie_word_embeddings": true}""");
        Add("nemotron", "fields left out", """{"num_key_value_heads": 1}""", "partial_rotary_factor", "head_dim", "norm_eps", "hidden_act");
        Add("nemotron", "large epsilon, linear", """{"norm_eps": 0.1, "rope_scaling": {"rope_type": "linear", "factor": 3.0}}""");
    }

    private static void AddGptNeox()
    {
        Add("gpt_neox", "sequential, whole head", """{"use_parallel_residual": false, "rotary_pct": 1.0, "layer_norm_eps": 0.1}""");
        Add("gpt_neox", "no biases of attention, tanh", """{"attention_bias": false, "hidden_act": "gelu_new", "rotary_emb_base": 500}""");
        Add("gpt_neox", "tied, linear", """{"tie_word_embeddings": true, "rope_scaling": {"type": "linear", "factor": 2.0}}""");
        Add("gpt_neox", "fields left out", """{"hidden_size": 64}""", "rotary_pct", "rotary_emb_base", "use_parallel_residual", "hidden_act", "layer_norm_eps", "tie_word_embeddings");
        Add("gpt_neox", "rope_parameters", """{"rope_parameters": {"rope_type": "default", "rope_theta": 700.0, "partial_rotary_factor": 0.25}, "hidden_size": 64}""", "rotary_pct", "rotary_emb_base");
    }

    private static void AddGpt2()
    {
        Add("gpt2", "n_inner", """{"n_inner": 48, "n_head": 2, "layer_norm_epsilon": 0.1}""");
        Add("gpt2", "null n_inner, prefix", """{"n_inner": null, "n_embd": 36, "n_head": 6}""", options => options with { HasTransformerPrefix = true });
        Add("gpt2", "own head, relu", """{"tie_word_embeddings": false, "activation_function": "relu"}""", options => options with { HasTransformerPrefix = true });
        Add("gpt2", "fields left out", """{"scale_attn_weights": true, "scale_attn_by_inverse_layer_idx": false, "reorder_and_upcast_attn": false}""", "activation_function", "layer_norm_epsilon", "n_ctx");
    }

    // Heads whose size no operator takes as it is.
    private static void AddUnevenHeads()
    {
        Add("llama", "head_dim 10, llama3, context as long as the text", $$"""{"head_dim": 10, "max_position_embeddings": 48, "rope_scaling": {{Llama3}} }""");
        Add("llama", "one head of 160, twelve layers", """{"head_dim": 160, "num_attention_heads": 1, "num_key_value_heads": 1, "num_hidden_layers": 12}""");
        Add("ministral3", "head_dim 12, window", """{"head_dim": 12, "sliding_window": 9, "tie_word_embeddings": true}""");
        Add("qwen3", "head_dim 10", """{"head_dim": 10, "num_attention_heads": 6, "num_key_value_heads": 3}""");
        Add("gemma2", "head_dim 10", """{"head_dim": 10, "query_pre_attn_scalar": 10}""");
        Add("gemma3_text", "head_dim 20", """{"head_dim": 20, "num_key_value_heads": 4}""");
        Add("phi3", "head_dim 10", """{"hidden_size": 40, "num_key_value_heads": 1}""");
        Add("olmo", "head_dim 9 times 2", """{"hidden_size": 36, "num_attention_heads": 2, "num_key_value_heads": 1}""");
        Add("cohere", "head_dim 10, norms of queries and keys", """{"hidden_size": 40, "use_qk_norm": true}""");
        Add("stablelm", "head_dim 20, norms of queries and keys", """{"hidden_size": 80, "qk_layernorm": true, "partial_rotary_factor": 0.5}""");
        Add("gpt_neox", "head_dim 10", """{"hidden_size": 40, "rotary_pct": 1.0}""");
        Add("gpt2", "head_dim 9, context as long as the text", """{"n_embd": 36, "n_positions": 48}""");
        Add("mixtral", "head_dim 20", """{"head_dim": 20, "hidden_size": 40}""");
    }

    private static void Add(string family, string difference, string changes, params string[] without) => Add(family, difference, changes, options => options, without);

    private static void Add(string family, string difference, string changes, Func<RandomCheckpointOptions, RandomCheckpointOptions> store, params string[] without)
    {
        JsonObject config = CheckpointConfig.Of(family, changes, without);
        if (!changes.Contains("vocab_size", StringComparison.Ordinal))
        {
            config["vocab_size"] = 96;
        }

        Variants.Add(new CheckpointVariant($"{family}: {difference}", config, store(NextOptions())));
    }

    // Real files have the token ids and the type beside text_config.
    private static void AddNested(string modelType, string architecture, string family, string difference, string changes, string[]? without = null, Func<RandomCheckpointOptions, RandomCheckpointOptions>? store = null)
    {
        JsonObject text = CheckpointConfig.Of(family, changes, [.. without ?? [], "architectures", "torch_dtype", "dtype"]);
        text["vocab_size"] = 96;
        var config = new JsonObject
        {
            ["architectures"] = new JsonArray(architecture),
            ["model_type"] = modelType,
            ["eos_token_id"] = new JsonArray(1, 106),
            ["image_token_index"] = 90,
            ["text_config"] = text,
            ["torch_dtype"] = "bfloat16",
            ["vision_config"] = new JsonObject { ["hidden_size"] = 16, ["num_hidden_layers"] = 1, ["model_type"] = "siglip_vision_model" },
        };
        Variants.Add(new CheckpointVariant($"{modelType}: {difference}", config, store?.Invoke(NextOptions()) ?? NextOptions()));
    }

    // The ways of storing take turns.
    private static RandomCheckpointOptions NextOptions() => new()
    {
        Seed = Variants.Count,
        DataType = (Variants.Count % 3) switch { 0 => "F32", 1 => "BF16", _ => "F16" },
        Shards = 1 + (Variants.Count % 4 % 3),
        HasUnusedTensors = Variants.Count % 2 == 0,
        HasTokenizer = false,
    };
}
