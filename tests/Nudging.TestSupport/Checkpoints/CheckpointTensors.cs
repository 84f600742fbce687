using System.Text.Json.Nodes;

namespace Nudging.TestSupport.Checkpoints;

/// <summary>
/// Lists the tensors of a configuration, with the names and shapes of each family. The sizes of the values keep the logits between
/// 1 and 20 and every rule of the family visible in the logits.
/// </summary>
internal sealed class CheckpointTensors
{
    private static readonly string[] TiedByDefault = ["gemma", "gemma2", "gemma3_text", "cohere", "gpt2", "starcoder2", "smollm3"];
    private static readonly string[] LayerNormed = ["stablelm", "starcoder2", "nemotron", "phi", "gpt_neox", "gpt2"];

    private readonly List<CheckpointTensor> _tensors = [];
    private readonly JsonObject _config;
    private readonly string _family;
    private readonly int _hidden;
    private readonly int _heads;
    private readonly int _keyValueHeads;
    private readonly int _headSize;
    private readonly bool _isTied;
    private readonly bool _hasUnusedHead;

    private CheckpointTensors(JsonObject text, bool hasUnusedHead)
    {
        _hasUnusedHead = hasUnusedHead;
        _config = text;
        _family = text["model_type"]!.GetValue<string>();
        _hidden = Number("hidden_size", Number("n_embd", 0));
        _heads = Number("num_attention_heads", Number("n_head", 8));
        _keyValueHeads = Number("num_key_value_heads", _family == "gemma3_text" ? 4 : _heads);
        _headSize = Number("head_dim", _family.StartsWith("gemma", StringComparison.Ordinal) ? 256 : _hidden / _heads);
        _isTied = Flag("tie_word_embeddings", TiedByDefault.Contains(_family));
    }

    /// <summary>Gets the part of a configuration that describes the text model.</summary>
    public static JsonObject TextOf(JsonObject config) => config["text_config"]?.AsObject() ?? config;

    /// <summary>Lists the tensors.</summary>
    public static List<CheckpointTensor> Of(JsonObject config, RandomCheckpointOptions options)
    {
        var tensors = new CheckpointTensors(TextOf(config), options.HasUnusedHead);
        switch (tensors._family)
        {
            case "gpt_neox":
                tensors.AddGptNeox(options.HasUnusedTensors);
                break;
            case "gpt2":
                tensors.AddGpt2(options.HasTransformerPrefix ? "transformer." : "", options.HasUnusedTensors);
                break;
            default:
                tensors.AddLlamaLike(options.HasUnusedTensors);
                break;
        }

        if (config.ContainsKey("text_config"))
        {
            return [.. tensors._tensors.Select(tensor => tensor with { Name = Nested(tensor.Name, options.HasTextModelInside) }), .. Vision()];
        }

        return tensors._tensors;
    }

    // Most families name their tensors as Llama does.
    private void AddLlamaLike(bool hasUnused)
    {
        AddEmbedding("model.embed_tokens");
        for (int layer = 0; layer < Number("num_hidden_layers", 0); layer++)
        {
            string path = $"model.layers.{layer}.";
            foreach (string norm in NormsOfLayer())
            {
                AddNorm(path + norm, _hidden);
            }

            AddAttention(path + "self_attn.");
            AddMlp(path, layer);
            if (hasUnused)
            {
                Add(path + "self_attn.rotary_emb.inv_freq", 0.5, 0.1, _headSize / 2);
            }
        }

        if (_family != "olmo")
        {
            AddNorm(_family == "phi" ? "model.final_layernorm" : "model.norm", _hidden);
        }

        AddHead("lm_head", hasBias: _family == "phi");
    }

    private string[] NormsOfLayer() => _family switch
    {
        "olmo" => [],
        "phi" or "cohere" => ["input_layernorm"],
        "stablelm" when Flag("use_parallel_residual", false) => ["input_layernorm"],
        "olmo2" or "olmo3" => ["post_attention_layernorm", "post_feedforward_layernorm"],
        "gemma2" or "gemma3_text" => ["input_layernorm", "post_attention_layernorm", "pre_feedforward_layernorm", "post_feedforward_layernorm"],
        _ => ["input_layernorm", "post_attention_layernorm"],
    };

    private void AddAttention(string path)
    {
        int queries = _heads * _headSize;
        int keys = _keyValueHeads * _headSize;
        (bool hasBias, bool hasOutputBias) = _family switch
        {
            "qwen2" => (true, false),
            "phi" => (true, true),
            "stablelm" => (Flag("use_qkv_bias", false), false),
            "starcoder2" => (Flag("use_bias", true), Flag("use_bias", true)),
            "mistral" or "mixtral" or "ministral3" or "phi3" => (false, false),
            _ => (Flag("attention_bias", false), Flag("attention_bias", false)),
        };
        if (_family == "phi3")
        {
            AddLinear(path + "qkv_proj", queries + (2 * keys), _hidden, false, gain: 1.3);
        }
        else
        {
            AddLinear(path + "q_proj", queries, _hidden, hasBias, gain: 1.5);
            AddLinear(path + "k_proj", keys, _hidden, hasBias, gain: 1.5);
            AddLinear(path + "v_proj", keys, _hidden, hasBias);
        }

        AddLinear(path + (_family == "phi" ? "dense" : "o_proj"), _hidden, queries, hasOutputBias);
        switch (_family)
        {
            case "qwen3" or "qwen3_moe" or "gemma3_text":
                AddNorm(path + "q_norm", _headSize);
                AddNorm(path + "k_norm", _headSize);
                break;
            case "olmo2" or "olmo3":
                AddNorm(path + "q_norm", queries);
                AddNorm(path + "k_norm", keys);
                break;
            case "cohere" when Flag("use_qk_norm", false):
                Add(path + "q_norm.weight", 1, 0.3, _heads, _headSize);
                Add(path + "k_norm.weight", 1, 0.3, _keyValueHeads, _headSize);
                break;
            case "stablelm" when Flag("qk_layernorm", false):
                AddPerHead(path + "q_layernorm.norms.", _heads);
                AddPerHead(path + "k_layernorm.norms.", _keyValueHeads);
                break;
            case "phi" when Flag("qk_layernorm", false):
                AddNorm(path + "q_layernorm", _headSize);
                AddNorm(path + "k_layernorm", _headSize);
                break;
        }
    }

    private void AddPerHead(string path, int heads)
    {
        for (int head = 0; head < heads; head++)
        {
            Add($"{path}{head}.weight", 1, 0.3, _headSize);
        }
    }

    private void AddMlp(string path, int layer)
    {
        int inner = Number("intermediate_size", 0);
        switch (_family)
        {
            case "phi":
                AddPair(path + "mlp.", "fc1", "fc2", inner, hasBias: true);
                break;
            case "starcoder2":
                AddPair(path + "mlp.", "c_fc", "c_proj", inner, Flag("use_bias", true));
                break;
            case "nemotron":
                AddPair(path + "mlp.", "up_proj", "down_proj", inner, Flag("mlp_bias", false));
                break;
            case "phi3":
                AddPair(path + "mlp.", "gate_up_proj", "down_proj", inner, hasBias: false, copies: 2);
                break;
            case "mixtral":
                AddExperts(path + "block_sparse_moe.", Number("num_local_experts", 8), inner, "w1", "w3", "w2");
                break;
            case "qwen3_moe" when IsSparse(layer):
                AddExperts(path + "mlp.", Number("num_experts", 128), Number("moe_intermediate_size", 768), "gate_proj", "up_proj", "down_proj");
                break;
            default:
                AddGated(path + "mlp.", inner, "gate_proj", "up_proj", "down_proj", Flag("mlp_bias", false));
                break;
        }
    }

    private bool IsSparse(int layer) =>
        _config["mlp_only_layers"]?.AsArray().Any(dense => dense!.GetValue<int>() == layer) != true && (layer + 1) % Number("decoder_sparse_step", 1) == 0;

    private void AddExperts(string path, int count, int inner, string gate, string up, string down)
    {
        AddLinear(path + "gate", count, _hidden, false, gain: 1.5);
        for (int expert = 0; expert < count; expert++)
        {
            AddGated($"{path}experts.{expert}.", inner, gate, up, down, hasBias: false);
        }
    }

    private void AddGated(string path, int inner, string gate, string up, string down, bool hasBias)
    {
        AddLinear(path + gate, inner, _hidden, hasBias, gain: 1.5);
        AddLinear(path + up, inner, _hidden, hasBias);
        AddLinear(path + down, _hidden, inner, hasBias);
    }

    private void AddPair(string path, string up, string down, int inner, bool hasBias, int copies = 1)
    {
        AddLinear(path + up, inner * copies, _hidden, hasBias, gain: 1.5);
        AddLinear(path + down, _hidden, inner, hasBias);
    }

    private void AddGptNeox(bool hasUnused)
    {
        AddEmbedding("gpt_neox.embed_in");
        int inner = Number("intermediate_size", 0);
        for (int layer = 0; layer < Number("num_hidden_layers", 0); layer++)
        {
            string path = $"gpt_neox.layers.{layer}.";
            AddNorm(path + "input_layernorm", _hidden);
            AddNorm(path + "post_attention_layernorm", _hidden);
            AddLinear(path + "attention.query_key_value", 3 * _hidden, _hidden, Flag("attention_bias", true), gain: 1.3);
            AddLinear(path + "attention.dense", _hidden, _hidden, Flag("attention_bias", true));
            AddPair(path + "mlp.", "dense_h_to_4h", "dense_4h_to_h", inner, hasBias: true);
            if (hasUnused)
            {
                Add(path + "attention.rotary_emb.inv_freq", 0.5, 0.1, 2);
                Add(path + "attention.masked_bias", -1e4, 0);
            }
        }

        AddNorm("gpt_neox.final_layer_norm", _hidden);
        AddHead("embed_out", hasBias: false);
    }

    private void AddGpt2(string prefix, bool hasUnused)
    {
        AddEmbedding(prefix + "wte");
        Add(prefix + "wpe.weight", 0, 0.4, Number("n_positions", 1024), _hidden);
        for (int layer = 0; layer < Number("n_layer", 0); layer++)
        {
            string path = $"{prefix}h.{layer}.";
            AddNorm(path + "ln_1", _hidden);
            AddNorm(path + "ln_2", _hidden);
            int inner = Number("n_inner", 4 * _hidden);
            AddTransposed(path + "attn.c_attn", 3 * _hidden, _hidden, gain: 1.3);
            AddTransposed(path + "attn.c_proj", _hidden, _hidden, gain: 1);
            AddTransposed(path + "mlp.c_fc", inner, _hidden, gain: 1.5);
            AddTransposed(path + "mlp.c_proj", _hidden, inner, gain: 1);
            if (hasUnused)
            {
                Add(path + "attn.bias", 0, 1, 1, 1, 8, 8);
            }
        }

        AddNorm(prefix + "ln_f", _hidden);
        AddHead("lm_head", hasBias: false);
    }

    private static IEnumerable<CheckpointTensor> Vision() =>
    [
        new("multi_modal_projector.linear_1.weight", [8, 16], 0, 1),
        new("vision_tower.embeddings.patch_embedding.weight", [16, 3, 2, 2], 0, 1),
        new("vision_tower.embeddings.patch_embedding.bias", [16], 0, 1),
    ];

    private static string Nested(string name, bool isInside) => !isInside ? "language_model." + name
        : name.StartsWith("model.", StringComparison.Ordinal) ? "model.language_model." + name["model.".Length..]
        : name;

    // The tied head divides by the same factor that the logits are divided by.
    private void AddEmbedding(string path)
    {
        double divisor = Real("logits_scaling", 1) / (_family == "cohere" ? Real("logit_scale", 0.0625) : 1);
        Add(path + ".weight", 0, _isTied ? Math.Min(1.5, 2.5 / Math.Sqrt(_hidden) * divisor) : 1, Number("vocab_size", 0), _hidden);
    }

    private void AddHead(string path, bool hasBias)
    {
        if (!_isTied || _hasUnusedHead)
        {
            AddLinear(path, Number("vocab_size", 0), _hidden, hasBias, gain: 3 * Real("logits_scaling", 1));
        }
    }

    private void AddNorm(string path, int size)
    {
        bool isCentredAtZero = _family is "gemma" or "gemma2" or "gemma3_text" or "nemotron";
        Add(path + ".weight", isCentredAtZero ? 0 : 1, 0.3, size);
        if (LayerNormed.Contains(_family))
        {
            Add(path + ".bias", 0, 0.3, size);
        }
    }

    private void AddLinear(string path, int rows, int columns, bool hasBias, double gain = 1)
    {
        Add(path + ".weight", 0, gain / Math.Sqrt(columns), rows, columns);
        if (hasBias)
        {
            Add(path + ".bias", 0, 0.4, rows);
        }
    }

    private void AddTransposed(string path, int rows, int columns, double gain)
    {
        Add(path + ".weight", 0, gain / Math.Sqrt(columns), columns, rows);
        Add(path + ".bias", 0, 0.4, rows);
    }

    private void Add(string name, double mean, double deviation, params int[] shape) => _tensors.Add(new CheckpointTensor(name, shape, mean, deviation));

    private int Number(string name, int otherwise) => _config[name]?.GetValue<int>() ?? otherwise;

    private double Real(string name, double otherwise) => _config[name] is JsonNode value ? Convert.ToDouble(value.ToString(), System.Globalization.CultureInfo.InvariantCulture) : otherwise;

    private bool Flag(string name, bool otherwise) => _config[name]?.GetValue<bool>() ?? otherwise;
}
