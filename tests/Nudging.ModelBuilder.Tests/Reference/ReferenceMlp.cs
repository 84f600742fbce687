using System.Text.Json.Nodes;

namespace Nudging.ModelBuilder.Tests.Reference;

/// <summary>The feed-forward part of a layer, for one token.</summary>
internal sealed class ReferenceMlp(ReferenceWeights weights, int layer)
{
    private readonly ReferenceConfig _config = weights.Config;

    public double[] Apply(double[] x)
    {
        string path = $"model.layers.{layer}.mlp.";
        switch (_config.Family)
        {
            case "phi":
                return Plain(x, path + "fc1", path + "fc2", hasBias: true);
            case "starcoder2":
                return Plain(x, path + "c_fc", path + "c_proj", _config.Flag("use_bias"));
            case "nemotron":
                return Plain(x, path + "up_proj", path + "down_proj", _config.Flag("mlp_bias"));
            case "gpt_neox":
                return Plain(x, $"gpt_neox.layers.{layer}.mlp.dense_h_to_4h", $"gpt_neox.layers.{layer}.mlp.dense_4h_to_h", hasBias: true);
            case "gpt2":
                return Plain(x, $"h.{layer}.mlp.c_fc", $"h.{layer}.mlp.c_proj", hasBias: true);
            case "phi3":
                double[] both = weights.Linear(x, path + "gate_up_proj", hasBias: false);
                return weights.Linear(Gate(both[..(both.Length / 2)], both[(both.Length / 2)..]), path + "down_proj", hasBias: false);
            case "mixtral":
                string moe = $"model.layers.{layer}.block_sparse_moe.";
                return Experts(x, moe + "gate", expert => Gated(x, $"{moe}experts.{expert}.", "w1", "w3", "w2", hasBias: false), isNormalised: true);
            case "qwen3_moe" when IsSparse():
                return Experts(x, path + "gate", expert => Gated(x, $"{path}experts.{expert}.", "gate_proj", "up_proj", "down_proj", hasBias: false), _config.Flag("norm_topk_prob"));
            default:
                return Gated(x, path, "gate_proj", "up_proj", "down_proj", _config.Flag("mlp_bias"));
        }
    }

    private bool IsSparse()
    {
        bool isListed = _config["mlp_only_layers"] is JsonArray dense && dense.Any(index => index!.GetValue<int>() == layer);
        return !isListed && (layer + 1) % _config.Int("decoder_sparse_step")!.Value == 0;
    }

    private double[] Experts(double[] x, string router, Func<int, double[]> expert, bool isNormalised)
    {
        double[] probabilities = ReferenceActivations.Softmax(weights.Linear(x, router, hasBias: false));
        int[] best = [.. Enumerable.Range(0, probabilities.Length).OrderByDescending(index => probabilities[index]).Take(_config.Int("num_experts_per_tok")!.Value)];
        double divisor = isNormalised ? best.Sum(index => probabilities[index]) : 1;
        double[] sum = new double[x.Length];
        foreach (int index in best)
        {
            double[] output = expert(index);
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += probabilities[index] / divisor * output[i];
            }
        }

        return sum;
    }

    private double[] Plain(double[] x, string up, string down, bool hasBias) =>
        weights.Linear([.. weights.Linear(x, up, hasBias).Select(Activate)], down, hasBias);

    private double[] Gated(double[] x, string path, string gate, string up, string down, bool hasBias) =>
        weights.Linear(Gate(weights.Linear(x, path + gate, hasBias), weights.Linear(x, path + up, hasBias)), path + down, hasBias);

    private double[] Gate(double[] gate, double[] up) => [.. gate.Zip(up, (a, b) => Activate(a) * b)];

    private double Activate(double x) =>
        ReferenceActivations.Apply(_config.Text("hidden_activation") ?? _config.Text("activation_function") ?? _config.Text("hidden_act") ?? "silu", x);
}
