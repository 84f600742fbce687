using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Onnx;

namespace Nudging.ModelBuilder.Decoders;

/// <summary>
/// Writes the ONNX graph of a decoder with the inputs and outputs of onnxruntime-genai's model builder: token ids and mask in,
/// logits of every position out, and a key/value cache for each layer.
/// </summary>
internal sealed class DecoderGraphWriter
{
    private const string InputIds = "input_ids";
    private const string AttentionMask = "attention_mask";
    private const string PositionIds = "position_ids";
    private const string Batch = "batch_size";
    private const string Length = "sequence_length";

    private readonly OnnxGraphBuilder _graph;
    private readonly WeightWriter _weights;
    private readonly TargetRules _rules;
    private readonly DecoderDescription _decoder;
    private readonly AttentionWriter _attention;
    private readonly FeedForwardWriter _feedForward;

    // The type of the hidden state between the projections.
    private readonly DataType _hiddenType;

    private DecoderGraphWriter(OnnxGraphBuilder graph, WeightWriter weights, TargetRules rules, DecoderDescription decoder)
    {
        _graph = graph;
        _weights = weights;
        _rules = rules;
        _decoder = decoder;
        _hiddenType = decoder.HasWideHiddenState ? DataType.Float : weights.Type;
        graph.Input(InputIds, DataType.Int64, Batch, Length);
        graph.Input(AttentionMask, DataType.Int64, Batch, "total_sequence_length");
        string? positions = rules.HasPositionIds(decoder) ? graph.Input(PositionIds, DataType.Int64, Batch, Length) : null;
        _attention = new(graph, weights, rules, decoder, AttentionMask, positions);
        _feedForward = new(graph, weights);
    }

    /// <summary>Adds the decoder to an empty graph; the weights are written on the way.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="weights">Writes the weights.</param>
    /// <param name="rules">The rules of the execution provider; their type of activations must be that of the weights' writer.</param>
    /// <param name="decoder">The decoder.</param>
    public static void Write(OnnxGraphBuilder graph, WeightWriter weights, TargetRules rules, DecoderDescription decoder)
    {
        if (weights.Type != rules.ActivationType)
        {
            throw new ArgumentException($"The weights are written for activations in {weights.Type}, but the target's are in {rules.ActivationType}.", nameof(weights));
        }

        new DecoderGraphWriter(graph, weights, rules, decoder).Build();
    }

    private void Build()
    {
        string x = Embedding();
        for (int layer = 0; layer < _decoder.Layers.Count; layer++)
        {
            x = Layer(layer, x);
        }

        Head(Norm("/model/final_norm", x, _decoder.FinalNorm));
    }

    private string Embedding()
    {
        EmbeddingDescription embedding = _decoder.Embedding;
        string x = _weights.Embedding(_graph, "/model/embed_tokens", InputIds, embedding.Weight);
        x = _graph.Cast("/model/embed_tokens/Cast", x, _weights.Type, _hiddenType);
        x = Multiply("/model/embed_tokens/Mul", x, embedding.Multiplier);
        if (embedding.Positions is WeightSource positions)
        {
            string table = WeightWriter.Values(_graph, "model.embed_positions.weight", positions, _hiddenType, positions.Rows, positions.Columns);
            x = _graph.Node("/model/embed_positions/Add", "Add", [x, _graph.Node("/model/embed_positions/Gather", "Gather", [table, PositionIds])]);
        }

        return x;
    }

    private string Layer(int index, string x)
    {
        LayerDescription layer = _decoder.Layers[index];
        string path = $"/model/layers.{index}";
        string normed = Norm($"{path}/input_layernorm", x, layer.AttentionNorm);
        string branch = _attention.Write(index, $"{path}/attn", normed);
        string attended = AddBranch($"{path}/attn", x, branch, layer.PostAttentionNorm, layer.ResidualMultiplier);

        // In a parallel layer, the feed-forward network reads the state before attention.
        string input = layer.FeedForwardNorm is null && layer.IsParallel
            ? normed
            : Norm($"{path}/post_attention_layernorm", layer.IsParallel ? x : attended, layer.FeedForwardNorm);
        branch = _feedForward.Write($"{path}/mlp", input, layer.FeedForward);
        return AddBranch($"{path}/mlp", attended, branch, layer.PostFeedForwardNorm, layer.ResidualMultiplier);
    }

    private string Norm(string path, string x, NormDescription? norm)
    {
        string normed = norm is null ? x : NormWriter.Write(_graph, path, x, norm, _decoder.HiddenSize, _hiddenType);
        return _graph.Cast($"{path}/Cast", normed, _hiddenType, _weights.Type);
    }

    private string AddBranch(string path, string x, string branch, NormDescription? norm, float multiplier)
    {
        branch = _graph.Cast($"{path}/branch/Cast", branch, _weights.Type, _hiddenType);
        branch = norm is null ? branch : NormWriter.Write(_graph, $"{path}/post_norm", branch, norm, _decoder.HiddenSize, _hiddenType);
        branch = Multiply($"{path}/branch/Mul", branch, multiplier);
        return _graph.Node($"{path}/residual/Add", "Add", [x, branch]);
    }

    private string Multiply(string name, string x, float factor) =>
        factor == 1 ? x : _graph.Node(name, "Mul", [x, _graph.Number(factor, _hiddenType)]);

    private void Head(string x)
    {
        HeadDescription head = _decoder.Head;
        DataType type = _weights.Type;
        x = _weights.Head(_graph, "/lm_head", x, head.Weight, head.Bias, head.IsTied);
        if (head.Multiplier != 1)
        {
            x = _graph.Node("/lm_head/Mul", "Mul", [x, _graph.Number(head.Multiplier, type)]);
        }

        if (head.Softcap is float cap)
        {
            string limit = _graph.Number(cap, type);
            string share = _graph.Node("/lm_head/softcap/Tanh", "Tanh", [_graph.Node("/lm_head/softcap/Div", "Div", [x, limit])]);
            x = _graph.Node("/lm_head/softcap/Mul", "Mul", [share, limit]);
        }

        _graph.Cast("/lm_head/Cast", x, type, _rules.LogitType);
        _graph.RenameLastOutput("logits");
        _graph.Output("logits", _rules.LogitType, Batch, Length, _decoder.VocabularySize);
        _attention.AddOutputs();
    }
}
