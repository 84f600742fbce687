using System.Globalization;
using System.Text.Json.Nodes;

namespace Nudging.ModelBuilder.Tests.Reference;

/// <summary>The fields of config.json that describe the text model, with the defaults of the family.</summary>
internal sealed class ReferenceConfig
{
    private static readonly Dictionary<string, string> FamilyDefaults = new()
    {
        ["llama"] = """{"rms_norm_eps": 1e-6}""",
        ["mistral"] = """{"rms_norm_eps": 1e-6, "sliding_window": 4096, "num_key_value_heads": 8}""",
        ["ministral3"] = """
            {"rms_norm_eps": 1e-5, "rope_theta": 1000000, "num_key_value_heads": 8,
             "rope_parameters": {"rope_type": "yarn", "rope_theta": 1000000, "factor": 16, "original_max_position_embeddings": 16384,
               "beta_fast": 32, "beta_slow": 1, "mscale": 1, "mscale_all_dim": 1, "llama_4_scaling_beta": 0.1}}
            """,
        ["qwen2"] = """{"rms_norm_eps": 1e-6, "max_window_layers": 28, "sliding_window": 4096, "num_key_value_heads": 32}""",
        ["qwen3"] = """{"rms_norm_eps": 1e-6, "max_window_layers": 28, "sliding_window": 4096, "num_key_value_heads": 32}""",
        ["qwen3_moe"] = """
            {"rms_norm_eps": 1e-6, "max_window_layers": 28, "sliding_window": 4096, "num_key_value_heads": 4, "decoder_sparse_step": 1,
             "num_experts_per_tok": 8, "num_experts": 128, "moe_intermediate_size": 768, "norm_topk_prob": false}
            """,
        ["mixtral"] = """{"rms_norm_eps": 1e-5, "rope_theta": 1000000, "num_key_value_heads": 8, "num_local_experts": 8, "num_experts_per_tok": 2}""",
        ["gemma"] = """{"rms_norm_eps": 1e-6, "head_dim": 256, "hidden_act": "gelu_pytorch_tanh", "num_key_value_heads": 16, "tie_word_embeddings": true}""",
        ["gemma2"] = """
            {"rms_norm_eps": 1e-6, "head_dim": 256, "query_pre_attn_scalar": 256, "sliding_window": 4096, "attn_logit_softcapping": 50,
             "final_logit_softcapping": 30, "hidden_activation": "gelu_pytorch_tanh", "num_key_value_heads": 4, "tie_word_embeddings": true}
            """,
        ["gemma3_text"] = """
            {"rms_norm_eps": 1e-6, "head_dim": 256, "query_pre_attn_scalar": 256, "sliding_window": 4096, "sliding_window_pattern": 6,
             "rope_theta": 1000000, "rope_local_base_freq": 10000, "hidden_activation": "gelu_pytorch_tanh", "num_attention_heads": 8,
             "num_key_value_heads": 4, "tie_word_embeddings": true}
            """,
        ["phi3"] = """{"rms_norm_eps": 1e-5, "original_max_position_embeddings": 4096}""",
        ["phi"] = """{"layer_norm_eps": 1e-5, "partial_rotary_factor": 0.5, "hidden_act": "gelu_new"}""",
        ["olmo"] = "{}",
        ["olmo2"] = """{"rms_norm_eps": 1e-5}""",
        ["olmo3"] = """{"rms_norm_eps": 1e-5, "sliding_window": 4096}""",
        ["smollm3"] = """{"rms_norm_eps": 1e-6, "rope_theta": 2000000, "no_rope_layer_interval": 4, "num_key_value_heads": 4, "tie_word_embeddings": true}""",
        ["granite"] = """{"rms_norm_eps": 1e-6, "embedding_multiplier": 1, "attention_multiplier": 1, "residual_multiplier": 1, "logits_scaling": 1}""",
        ["cohere"] = """{"layer_norm_eps": 1e-5, "logit_scale": 0.0625, "tie_word_embeddings": true}""",
        ["stablelm"] = """{"layer_norm_eps": 1e-5, "partial_rotary_factor": 0.25, "num_key_value_heads": 32}""",
        ["gpt_neox"] = """
            {"layer_norm_eps": 1e-5, "rotary_pct": 0.25, "rotary_emb_base": 10000, "use_parallel_residual": true, "attention_bias": true, "hidden_act": "gelu"}
            """,
        ["gpt2"] = """{"layer_norm_epsilon": 1e-5, "activation_function": "gelu_new", "tie_word_embeddings": true}""",
        ["starcoder2"] = """
            {"norm_epsilon": 1e-5, "use_bias": true, "hidden_act": "gelu_pytorch_tanh", "num_key_value_heads": 2, "tie_word_embeddings": true}
            """,
        ["nemotron"] = """{"norm_eps": 1e-5, "partial_rotary_factor": 0.5, "hidden_act": "relu2"}""",
    };

    private readonly JsonObject _fields;
    private readonly JsonObject _defaults;

    public ReferenceConfig(JsonObject config)
    {
        IsNested = config.ContainsKey("text_config");
        _fields = config["text_config"]?.AsObject() ?? config;
        Family = _fields["model_type"]!.GetValue<string>();
        _defaults = JsonNode.Parse(FamilyDefaults[Family])!.AsObject();
        Layers = Int("num_hidden_layers") ?? Int("n_layer")!.Value;
        Hidden = Int("hidden_size") ?? Int("n_embd")!.Value;
        Heads = Int("num_attention_heads") ?? Int("n_head")!.Value;
        KeyValueHeads = Int("num_key_value_heads") ?? Heads;
        HeadSize = Int("head_dim") ?? Hidden / Heads;
    }

    public string Family { get; }

    /// <summary>Gets a value indicating whether the text model is a part of a larger model.</summary>
    public bool IsNested { get; }

    public int Layers { get; }

    public int Hidden { get; }

    public int Heads { get; }

    public int KeyValueHeads { get; }

    public int HeadSize { get; }

    /// <summary>Gets a field; <see langword="null"/> where the field is null, or absent without a default.</summary>
    public JsonNode? this[string name] => _fields.ContainsKey(name) ? _fields[name] : _defaults[name];

    public static double Number(JsonNode node) => double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture);

    public int? Int(string name) => this[name] is JsonNode node ? (int)Number(node) : null;

    public double? Real(string name) => this[name] is JsonNode node ? Number(node) : null;

    public bool Flag(string name) => this[name]?.GetValue<bool>() ?? false;

    public string? Text(string name) => this[name]?.GetValue<string>();

    /// <summary>Tells whether <c>layer_types</c>, or a rule where there is no list, makes a layer a sliding one.</summary>
    public bool IsSliding(int layer, Func<int, bool> otherwise) =>
        this["layer_types"] is JsonArray types ? types[layer]!.GetValue<string>() == "sliding_attention" : otherwise(layer);
}
