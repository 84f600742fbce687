using Nudging.ModelBuilder.Onnx;

namespace Nudging.ModelBuilder.Decoders;

/// <summary>Writes feed-forward networks.</summary>
internal sealed class FeedForwardWriter(OnnxGraphBuilder graph, WeightWriter weights)
{
    /// <summary>Adds a feed-forward network.</summary>
    /// <param name="path">The path of the network.</param>
    /// <param name="x">The input, [batch, length, hidden].</param>
    /// <param name="description">The network.</param>
    /// <returns>The output, in the shape of the input.</returns>
    public string Write(string path, string x, FeedForwardDescription description) => description switch
    {
        GatedFeedForward gated => Gated(path, x, gated),
        PlainFeedForward plain => Plain(path, x, plain),
        MixtureOfExperts experts => Experts(path, x, experts),
        _ => throw new ArgumentException($"{description.GetType().Name} is not supported.", nameof(description)),
    };

    private string Gated(string path, string x, GatedFeedForward network)
    {
        string gate = Activate($"{path}/act_fn", Linear($"{path}/gate_proj", x, network.Gate), network.Activation);
        string product = graph.Node($"{path}/Mul", "Mul", [gate, Linear($"{path}/up_proj", x, network.Up)]);
        return Linear($"{path}/down_proj", product, network.Down);
    }

    private string Plain(string path, string x, PlainFeedForward network)
    {
        string inner = Activate($"{path}/act_fn", Linear($"{path}/fc1", x, network.Up), network.Activation);
        return Linear($"{path}/fc2", inner, network.Down);
    }

    private string Linear(string path, string x, LinearDescription linear) => weights.Linear(graph, path, x, linear.Weight, linear.Bias);

    private string Activate(string path, string x, Activation activation) => activation switch
    {
        Activation.Silu => graph.Node($"{path}/Mul", "Mul", [x, graph.Node($"{path}/Sigmoid", "Sigmoid", [x])]),
        Activation.Gelu => graph.Node($"{path}/Gelu", "Gelu", [x], ("approximate", "none")),
        Activation.GeluTanh => graph.Node($"{path}/Gelu", "Gelu", [x], ("approximate", "tanh")),
        _ => Square(path, graph.Node($"{path}/Relu", "Relu", [x])),
    };

    private string Square(string path, string x) => graph.Node($"{path}/Mul", "Mul", [x, x]);

    // Each expert computes the tokens that the router sends to it; an expert without tokens multiplies empty matrices, which
    // takes no time. Plain operators run on every provider; ONNX Runtime's MoE has other layouts and activations on each.
    private string Experts(string path, string x, MixtureOfExperts experts)
    {
        int count = experts.Experts.Count;
        string tokens = graph.Node($"{path}/tokens/Reshape", "Reshape", [x, graph.Integers(-1, experts.Router.Weight.Columns)]);
        string shares = Shares($"{path}/router", Linear($"{path}/router", tokens, experts.Router), experts);

        // In float32: ScatterND adds no halves on the CPU.
        string sum = graph.Node($"{path}/zero/Mul", "Mul", [graph.Cast($"{path}/zero/Cast", tokens, weights.Type, DataType.Float), graph.Number(0)]);
        for (int expert = 0; expert < count; expert++)
        {
            string name = $"{path}/experts.{expert}";
            string share = graph.Node($"{name}/share/Gather", "Gather", [shares, graph.Integers(expert)], ("axis", 1));
            string chosen = graph.Node($"{name}/chosen/Gather", "Gather", [graph.Node($"{name}/NonZero", "NonZero", [share]), graph.Integer(0)]);
            string output = Gated(name, graph.Node($"{name}/tokens/Gather", "Gather", [tokens, chosen]), experts.Experts[expert]);
            string weighted = graph.Node($"{name}/share/Mul", "Mul", [output, graph.Node($"{name}/share/chosen/Gather", "Gather", [share, chosen])]);
            weighted = graph.Cast($"{name}/Cast", weighted, weights.Type, DataType.Float);
            string rows = graph.Node($"{name}/rows/Unsqueeze", "Unsqueeze", [chosen, graph.Integers(1)]);
            sum = graph.Node($"{name}/ScatterND", "ScatterND", [sum, rows, weighted], ("reduction", "add"));
        }

        sum = graph.Cast($"{path}/Cast", sum, DataType.Float, weights.Type);
        return graph.Node($"{path}/Reshape", "Reshape", [sum, graph.Node($"{path}/Shape", "Shape", [x])]);
    }

    // The factor of each expert for each token, 0 for the experts that are not chosen.
    private string Shares(string path, string logits, MixtureOfExperts experts)
    {
        logits = graph.Cast($"{path}/Cast", logits, weights.Type, DataType.Float);
        string probabilities = graph.Node($"{path}/Softmax", "Softmax", [logits], ("axis", -1));
        string[] top = [$"{path}/TopK/output_0", $"{path}/TopK/output_1"];
        graph.Node($"{path}/TopK", "TopK", [probabilities, graph.Integers(experts.ExpertsPerToken)], top, ("axis", -1), ("largest", 1), ("sorted", 1));
        string values = top[0];
        if (experts.IsNormalized)
        {
            values = graph.Node($"{path}/Div", "Div", [values, graph.Node($"{path}/ReduceSum", "ReduceSum", [values, graph.Integers(-1)], ("keepdims", 1))]);
        }

        string zeros = graph.Node($"{path}/zeros/Mul", "Mul", [probabilities, graph.Number(0)]);
        string shares = graph.Node($"{path}/ScatterElements", "ScatterElements", [zeros, top[1], values], ("axis", -1));
        return graph.Cast($"{path}/shares/Cast", shares, DataType.Float, weights.Type);
    }
}
