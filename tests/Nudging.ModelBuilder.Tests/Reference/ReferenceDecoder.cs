using System.Text.Json.Nodes;

namespace Nudging.ModelBuilder.Tests.Reference;

/// <summary>
/// A slow decoder in float64 that is obviously right: plain loops that follow the rules of each family, without caches. The decoder
/// shares no code with the converter; the tests compare both.
/// </summary>
internal sealed class ReferenceDecoder
{
    private readonly ReferenceConfig _config;
    private readonly ReferenceWeights _weights;

    private ReferenceDecoder(ReferenceConfig config, ReferenceWeights weights)
    {
        _config = config;
        _weights = weights;
    }

    /// <summary>Opens a checkpoint.</summary>
    /// <param name="folder">The folder with config.json and the weights.</param>
    /// <param name="change">Changes the configuration, so that tests see which fields matter.</param>
    public static ReferenceDecoder Open(string folder, Action<JsonObject>? change = null)
    {
        JsonObject fields = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "config.json")))!.AsObject();
        change?.Invoke(fields);
        var config = new ReferenceConfig(fields);
        return new ReferenceDecoder(config, new ReferenceWeights(config, ReferenceSafetensors.Read(folder)));
    }

    /// <summary>Computes the logits at every position of one pass.</summary>
    public double[][] Logits(IReadOnlyList<int> ids)
    {
        double[][] x = [.. ids.Select(Embed)];
        for (int layer = 0; layer < _config.Layers; layer++)
        {
            x = Layer(x, layer);
        }

        return [.. x.Select(Head)];
    }

    private double[] Embed(int id, int position)
    {
        double[] x = _weights.Get(EmbeddingName).Row(id);
        return _config.Family switch
        {
            "gpt2" => Sum(x, _weights.Get("wpe.weight").Row(position)),
            "gemma" or "gemma2" or "gemma3_text" => Times(x, Math.Sqrt(_config.Hidden)),
            "granite" => Times(x, _config.Real("embedding_multiplier")!.Value),
            _ => x,
        };
    }

    private string EmbeddingName => _config.Family switch
    {
        "gpt2" => "wte.weight",
        "gpt_neox" => "gpt_neox.embed_in.weight",
        _ => "model.embed_tokens.weight",
    };

    private double[][] Layer(double[][] x, int layer)
    {
        var attention = new ReferenceAttention(_weights, layer);
        var mlp = new ReferenceMlp(_weights, layer);
        string path = _config.Family switch
        {
            "gpt2" => $"h.{layer}.",
            "gpt_neox" => $"gpt_neox.layers.{layer}.",
            _ => $"model.layers.{layer}.",
        };
        double[][] Norm(double[][] rows, string name) => [.. rows.Select(row => _weights.Norm(row, path + name))];
        double[][] Mlp(double[][] rows) => [.. rows.Select(mlp.Apply)];

        switch (_config.Family)
        {
            case "phi" or "cohere":
            case "stablelm" when _config.Flag("use_parallel_residual"):
                double[][] normed = Norm(x, "input_layernorm");
                return Sum(Sum(x, attention.Apply(normed)), Mlp(normed));
            case "gpt_neox" when _config.Flag("use_parallel_residual"):
                return Sum(Sum(x, attention.Apply(Norm(x, "input_layernorm"))), Mlp(Norm(x, "post_attention_layernorm")));
            case "olmo2" or "olmo3":
                x = Sum(x, Norm(attention.Apply(x), "post_attention_layernorm"));
                return Sum(x, Norm(Mlp(x), "post_feedforward_layernorm"));
            case "gemma2" or "gemma3_text":
                x = Sum(x, Norm(attention.Apply(Norm(x, "input_layernorm")), "post_attention_layernorm"));
                return Sum(x, Norm(Mlp(Norm(x, "pre_feedforward_layernorm")), "post_feedforward_layernorm"));
            case "gpt2":
                x = Sum(x, attention.Apply(Norm(x, "ln_1")));
                return Sum(x, Mlp(Norm(x, "ln_2")));
            case "granite":
                double factor = _config.Real("residual_multiplier")!.Value;
                x = Sum(x, [.. attention.Apply(Norm(x, "input_layernorm")).Select(row => Times(row, factor))]);
                return Sum(x, [.. Mlp(Norm(x, "post_attention_layernorm")).Select(row => Times(row, factor))]);
            default:
                x = Sum(x, attention.Apply(Norm(x, "input_layernorm")));
                return Sum(x, Mlp(Norm(x, "post_attention_layernorm")));
        }
    }

    private double[] Head(double[] x)
    {
        x = _weights.Norm(x, _config.Family switch
        {
            "gpt2" => "ln_f",
            "gpt_neox" => "gpt_neox.final_layer_norm",
            "phi" => "model.final_layernorm",
            _ => "model.norm",
        });
        string head = _config.Flag("tie_word_embeddings") ? EmbeddingName : _config.Family == "gpt_neox" ? "embed_out.weight" : "lm_head.weight";
        double[] logits = _weights.Get(head).Times(x, _config.Family == "phi" ? _weights.Get("lm_head.bias").Values : null);
        return _config.Family switch
        {
            "granite" => Times(logits, 1 / _config.Real("logits_scaling")!.Value),
            "cohere" => Times(logits, _config.Real("logit_scale")!.Value),
            _ => [.. logits.Select(value => ReferenceActivations.SoftCap(value, _config.Real("final_logit_softcapping")))],
        };
    }

    private static double[] Times(double[] x, double factor) => [.. x.Select(value => value * factor)];

    private static double[] Sum(double[] x, double[] y) => [.. x.Zip(y, (a, b) => a + b)];

    private static double[][] Sum(double[][] x, double[][] y) => [.. x.Zip(y, Sum)];
}
