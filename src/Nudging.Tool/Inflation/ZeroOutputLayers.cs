using Nudging.ModelBuilder.Onnx;
using Nudging.OnnxRuntime.Folders;
using Onnx;

namespace Nudging.Tool.Inflation;

/// <summary>
/// Decoder layers whose output projections are zero. Each takes as long as other layers and adds zero to the residual
/// stream.
/// </summary>
/// <param name="graph">The graph of the model without the embedding look-up.</param>
/// <param name="first">The first cache inputs and outputs of the model.</param>
/// <param name="settings">The names of the inputs and outputs, and the number of layers.</param>
/// <param name="model">The nodes and sizes of the model.</param>
/// <param name="plan">The layers to add.</param>
internal sealed class ZeroOutputLayers(
    OnnxGraphBuilder graph, IReadOnlyDictionary<string, ValueInfoProto> first, ModelSettings settings, DecoderStructure model, LayerPlan plan)
{
    private readonly InflatedWeights _weights = new(graph, model.ElementType);

    /// <summary>Adds the layers and the embedding look-up to the graph: the layers are between the embedding and the original first layer.</summary>
    public void Add()
    {
        string result = model.Embedding.Output[0];
        string x = result + "/original";
        Copy(model.Embedding, model.Embedding.Input, [x]);
        for (int layer = 0; layer < plan.Layers; layer++)
        {
            x = Layer(layer, x);
        }

        // Reshapes to the same shape. Otherwise ONNX Runtime fuses the last addition with the first normalisation of the
        // original model to an operator that rounds differently in float16.
        graph.Node(result + "/reshape", "Reshape", [x, graph.Integers(0, 0, model.Hidden)], [result]);
    }

    private string Layer(int layer, string x)
    {
        string name = $"zero_output.{layer}";
        string n = Norm($"{name}.attention_norm", x);
        string query = Rotate(model.QueryRotation, Linear($"{name}.query", n, model.Hidden, model.QuerySize));
        string key = Rotate(model.KeyRotation, Linear($"{name}.key", n, model.Hidden, model.KeySize));
        string attended = Attend(name, settings.LayerCount + layer, query, key, Linear($"{name}.value", n, model.Hidden, model.KeySize));
        x = graph.Node($"{name}/attention", "Add", [x, Zero($"{name}.out", attended, model.QuerySize)]);

        n = Norm($"{name}.feed_forward_norm", x);
        string gate = Linear($"{name}.gate", n, model.Hidden, plan.Width);
        gate = graph.Node($"{name}/silu", "Mul", [gate, graph.Node($"{name}/sigmoid", "Sigmoid", [gate])]);
        string hidden = graph.Node($"{name}/hidden", "Mul", [gate, Linear($"{name}.up", n, model.Hidden, plan.Width)]);
        return graph.Node($"{name}/output", "Add", [x, Zero($"{name}.down", hidden, plan.Width)]);
    }

    private string Attend(string name, int layer, string query, string key, string value)
    {
        string[] past = [graph.Input(Cache(settings.Names.PastKey, layer)), graph.Input(Cache(settings.Names.PastValue, layer))];
        ValueInfoProto[] present = [Cache(settings.Names.PresentKey, layer), Cache(settings.Names.PresentValue, layer)];
        Array.ForEach(present, graph.Output);
        return Copy(model.Attention, [query, key, value, .. past, .. model.Attention.Input.Skip(5)], [$"{name}/attended", .. present.Select(output => output.Name)]);
    }

    // A cache input or output with the type and shape of that of the first layer.
    private ValueInfoProto Cache(string pattern, int layer)
    {
        string name = TensorNames.ForLayer(pattern, 0);
        ValueInfoProto value = first.GetValueOrDefault(name)?.Clone() ?? throw new InvalidDataException($"The graph has no input or output '{name}'.");
        value.Name = TensorNames.ForLayer(pattern, layer);
        return value;
    }

    private string Rotate(NodeProto? rotation, string x) => rotation is null ? x : Copy(rotation, [x, .. rotation.Input.Skip(1)], [$"{x}/rotated"]);

    // Adds a node of the same operator with the same attributes.
    private string Copy(NodeProto node, IEnumerable<string> inputs, IReadOnlyList<string> outputs)
    {
        NodeProto copy = node.Clone();
        copy.Name = outputs[0] + "/node";
        copy.Input.Clear();
        copy.Input.AddRange(inputs.ToArray());
        copy.Output.Clear();
        copy.Output.AddRange(outputs);
        graph.Node(copy);
        return outputs[0];
    }

    private string Norm(string name, string x) => graph.Node(
        name, "SimplifiedLayerNormalization", [x, _weights.AddOnes($"{name}.weight", model.Hidden)], ("axis", -1), ("epsilon", 1e-5f), ("stash_type", 1));

    private string Linear(string name, string x, int from, int to) => graph.Node(name, "MatMul", [x, _weights.AddRandom($"{name}.weight", from, to)]);

    private string Zero(string name, string x, int from) => graph.Node(name, "MatMul", [x, _weights.AddZeros($"{name}.weight", from, model.Hidden)]);
}
