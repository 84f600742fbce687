using System.Text.Json.Nodes;

namespace Nudging.ModelBuilder.Tests.Reference;

/// <summary>The attention of a layer over all tokens at once.</summary>
internal sealed class ReferenceAttention(ReferenceWeights weights, int layer)
{
    private readonly ReferenceConfig _config = weights.Config;

    /// <param name="x">The input of each token.</param>
    /// <returns>The output of each token.</returns>
    public double[][] Apply(double[][] x)
    {
        int size = _config.HeadSize;
        double[][][] queries = [.. x.Select((row, position) => Prepare(Project(row, "q"), "q", _config.Heads, position, x.Length))];
        double[][][] keys = [.. x.Select((row, position) => Prepare(Project(row, "k"), "k", _config.KeyValueHeads, position, x.Length))];
        double[][][] values = [.. x.Select(row => Split(Project(row, "v"), _config.KeyValueHeads))];
        double[][] output = new double[x.Length][];
        for (int position = 0; position < x.Length; position++)
        {
            double[] heads = new double[_config.Heads * size];
            for (int head = 0; head < _config.Heads; head++)
            {
                int group = head / (_config.Heads / _config.KeyValueHeads);
                int first = Window() is int window ? Math.Max(0, position - window + 1) : 0;
                double[] probabilities = ReferenceActivations.Softmax([.. Enumerable.Range(first, position - first + 1).Select(seen => Score(queries[position][head], keys[seen][group]))]);
                for (int i = 0; i < size; i++)
                {
                    heads[(head * size) + i] = probabilities.Select((probability, seen) => probability * values[first + seen][group][i]).Sum();
                }
            }

            output[position] = ProjectOutput(heads);
        }

        return output;
    }

    /// <summary>Gets the number of positions that a token sees, its own included; <see langword="null"/> for all.</summary>
    private int? Window() => _config.Family switch
    {
        "mistral" or "mixtral" or "ministral3" or "phi3" or "starcoder2" => _config.Int("sliding_window"),
        _ => IsSliding() ? _config.Int("sliding_window") : null,
    };

    private bool IsSliding() => _config.Family switch
    {
        "qwen2" or "qwen3" or "qwen3_moe" => _config.Flag("use_sliding_window") && _config.IsSliding(layer, index => index >= _config.Int("max_window_layers")),
        "smollm3" => _config.Flag("use_sliding_window") && _config.IsSliding(layer, index => ReferenceRope.Of(_config, index, false) is null),
        "gemma2" => _config.IsSliding(layer, index => index % 2 == 0),
        "gemma3_text" => _config.IsSliding(layer, index => (index + 1) % _config.Int("sliding_window_pattern") != 0),
        "olmo3" => _config.IsSliding(layer, index => (index + 1) % 4 != 0),
        _ => false,
    };

    private double Score(double[] query, double[] key)
    {
        double scale = _config.Family switch
        {
            "gemma2" or "gemma3_text" => Math.Pow(_config.Real("query_pre_attn_scalar")!.Value, -0.5),
            "granite" => _config.Real("attention_multiplier")!.Value,
            _ => Math.Pow(_config.HeadSize, -0.5),
        };
        return ReferenceActivations.SoftCap(scale * query.Zip(key, (a, b) => a * b).Sum(), _config.Real("attn_logit_softcapping"));
    }

    // Norms and rotary embeddings of queries and keys.
    private double[][] Prepare(double[] x, string which, int count, int position, int length)
    {
        if (_config.Family is "olmo2" or "olmo3")
        {
            x = weights.Norm(x, Path($"{which}_norm"));
        }

        double[][] heads = Split(x, count);
        for (int head = 0; head < count; head++)
        {
            heads[head] = NormHead(heads[head], which, head);
            ReferenceRope.Of(_config, layer, IsSliding())?.Rotate(heads[head], position, length);
            if (which == "q" && _config["rope_parameters"]?["llama_4_scaling_beta"] is JsonNode beta)
            {
                double original = ReferenceConfig.Number(_config["rope_parameters"]!["original_max_position_embeddings"]!);
                double factor = 1 + (ReferenceConfig.Number(beta) * Math.Log(1 + Math.Floor(position / original)));
                heads[head] = [.. heads[head].Select(value => value * factor)];
            }
        }

        return heads;
    }

    private double[] NormHead(double[] x, string which, int head)
    {
        double epsilon = _config.Real("layer_norm_eps") ?? 0;
        return _config.Family switch
        {
            "qwen3" or "qwen3_moe" or "gemma3_text" => weights.Norm(x, Path($"{which}_norm")),
            "cohere" when _config.Flag("use_qk_norm") => ReferenceNorms.Layer(x, weights.Get(Path($"{which}_norm.weight")).Row(head), null, epsilon),
            "stablelm" when _config.Flag("qk_layernorm") => ReferenceNorms.Layer(x, weights.Get(Path($"{which}_layernorm.norms.{head}.weight")).Values, null, epsilon),
            "phi" when _config.Flag("qk_layernorm") => weights.Norm(x, Path($"{which}_layernorm")),
            _ => x,
        };
    }

    private double[] Project(double[] x, string which)
    {
        int size = _config.HeadSize;
        double[] y;
        switch (_config.Family)
        {
            case "phi3":
                (int start, int count) = which switch
                {
                    "q" => (0, _config.Heads),
                    "k" => (_config.Heads, _config.KeyValueHeads),
                    _ => (_config.Heads + _config.KeyValueHeads, _config.KeyValueHeads),
                };
                return weights.Get(Path("qkv_proj.weight")).Times(x)[(start * size)..((start + count) * size)];
            case "gpt_neox":
                // The rows are grouped by head: the query, key and value of a head follow each other.
                int third = which == "q" ? 0 : which == "k" ? 1 : 2;
                double[] all = weights.Linear(x, Path("query_key_value"), _config.Flag("attention_bias"));
                return [.. Enumerable.Range(0, _config.Heads).SelectMany(head => all[(((3 * head) + third) * size)..(((3 * head) + third + 1) * size)])];
            case "gpt2":
                int part = which == "q" ? 0 : which == "k" ? 1 : 2;
                return weights.Linear(x, Path("c_attn"), hasBias: true)[(part * _config.Hidden)..((part + 1) * _config.Hidden)];
            default:
                y = weights.Linear(x, Path($"{which}_proj"), HasBias());
                break;
        }

        return _config.Real("clip_qkv") is double clip ? [.. y.Select(value => Math.Clamp(value, -clip, clip))] : y;
    }

    private double[] ProjectOutput(double[] x) => _config.Family switch
    {
        "phi" => weights.Linear(x, Path("dense"), hasBias: true),
        "gpt_neox" => weights.Linear(x, Path("dense"), _config.Flag("attention_bias")),
        "gpt2" => weights.Linear(x, Path("c_proj"), hasBias: true),
        "qwen2" or "stablelm" => weights.Linear(x, Path("o_proj"), hasBias: false),
        _ => weights.Linear(x, Path("o_proj"), HasBias()),
    };

    private bool HasBias() => _config.Family switch
    {
        "qwen2" or "phi" => true,
        "stablelm" => _config.Flag("use_qkv_bias"),
        "starcoder2" => _config.Flag("use_bias"),
        "mistral" or "mixtral" or "ministral3" or "phi3" => false,
        _ => _config.Flag("attention_bias"),
    };

    private double[][] Split(double[] x, int heads)
    {
        Assert.Equal(x.Length, heads * _config.HeadSize);
        return [.. x.Chunk(_config.HeadSize)];
    }

    private string Path(string name) => _config.Family switch
    {
        "gpt_neox" => $"gpt_neox.layers.{layer}.attention.{name}",
        "gpt2" => $"h.{layer}.attn.{name}",
        _ => $"model.layers.{layer}.self_attn.{name}",
    };
}
