using System.Buffers.Binary;
using Nudging.OnnxRuntime.Folders;
using Nudging.Tool.Onnx;

namespace Nudging.Tool.Inflation;

/// <summary>
/// Decoder layers whose output projections are zero. Each takes as long as other layers and adds zero to the residual
/// stream.
/// </summary>
internal sealed class ZeroOutputLayers(OnnxFile file, ModelSettings settings, DecoderStructure model, LayerPlan plan, WeightFile weights)
{
    private readonly List<ProtoMessage> _nodes = [];
    private readonly List<(int Field, ProtoMessage Value)> _additions = [];

    /// <summary>Writes the model with the added layers between the embedding and the original first layer.</summary>
    public void Save(string path)
    {
        string result = model.Embedding.Outputs[0];
        string x = result + "/original";
        ProtoMessage embedding = model.Embedding.Between(model.Embedding.Inputs, [x]);
        for (int layer = 0; layer < plan.Layers; layer++)
        {
            x = Layer(layer, x);
        }

        Separate(x, result);

        IEnumerable<ProtoMessage> own = file.Nodes.Select(node => node == model.Embedding ? embedding : node.Message);
        file.Save(path, own.Concat(_nodes), _additions);
    }

    private string Layer(int layer, string x)
    {
        string name = $"zero_output.{layer}";
        string n = Norm($"{name}.attention_norm", x);
        string query = Rotate(model.QueryRotation, Linear($"{name}.query", n, model.Hidden, model.QuerySize));
        string key = Rotate(model.KeyRotation, Linear($"{name}.key", n, model.Hidden, model.KeySize));
        string attended = Attend(name, settings.LayerCount + layer, query, key, Linear($"{name}.value", n, model.Hidden, model.KeySize));
        x = Node("Add", $"{name}/attention", x, Zero($"{name}.out", attended, model.QuerySize));

        n = Norm($"{name}.feed_forward_norm", x);
        string gate = Linear($"{name}.gate", n, model.Hidden, plan.Width);
        gate = Node("Mul", $"{name}/silu", gate, Node("Sigmoid", $"{name}/sigmoid", gate));
        string hidden = Node("Mul", $"{name}/hidden", gate, Linear($"{name}.up", n, model.Hidden, plan.Width));
        return Node("Add", $"{name}/output", x, Zero($"{name}.down", hidden, plan.Width));
    }

    // Reshapes to the same shape. Otherwise ONNX Runtime fuses the last addition with the first normalisation of the
    // original model to an operator that rounds differently in float16.
    private void Separate(string x, string result)
    {
        byte[] shape = new byte[3 * sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(shape.AsSpan(2 * sizeof(long)), model.Hidden);
        Node("Reshape", result, x, Weights(OnnxMessages.Tensor("zero_output.shape", OnnxMessages.Int64, [3]).Write(OnnxMessages.TensorRawData, shape)));
    }

    private string Attend(string name, int layer, string query, string key, string value)
    {
        string[] past = [Cache(OnnxMessages.GraphInput, settings.Names.PastKey, layer), Cache(OnnxMessages.GraphInput, settings.Names.PastValue, layer)];
        string[] present = [Cache(OnnxMessages.GraphOutput, settings.Names.PresentKey, layer), Cache(OnnxMessages.GraphOutput, settings.Names.PresentValue, layer)];
        string output = $"{name}/attended";
        _nodes.Add(model.Attention.Between([query, key, value, .. past, .. model.Attention.Inputs.Skip(5)], [output, .. present]));
        return output;
    }

    // Adds a cache input or output with the type and shape of that of the first layer.
    private string Cache(int kind, string pattern, int layer)
    {
        string name = TensorNames.ForLayer(pattern, layer);
        string first = TensorNames.ForLayer(pattern, 0);
        ProtoMessage value = file.Value(kind, first) ?? throw new InvalidDataException($"The graph has no input or output '{first}'.");
        _additions.Add((kind, value.Without(OnnxMessages.ValueName).Write(OnnxMessages.ValueName, name)));
        return name;
    }

    private string Rotate(OnnxNode? rotation, string x)
    {
        if (rotation is null)
        {
            return x;
        }

        string output = $"{x}/rotated";
        _nodes.Add(rotation.Between([x, .. rotation.Inputs.Skip(1)], [output]));
        return output;
    }

    private string Norm(string name, string x)
    {
        string scale = Weights(weights.WriteOnes($"{name}.weight", model.Hidden));
        _nodes.Add(OnnxMessages.Node("SimplifiedLayerNormalization", [x, scale], [name], attributes: [("axis", -1), ("epsilon", 1e-5f), ("stash_type", 1)]));
        return name;
    }

    private string Linear(string name, string x, int from, int to) =>
        Node("MatMul", name, x, Weights(weights.WriteRandom($"{name}.weight", from, to)));

    private string Zero(string name, string x, int from) =>
        Node("MatMul", name, x, Weights(weights.WriteZeros($"{name}.weight", from, model.Hidden)));

    private string Weights(ProtoMessage tensor)
    {
        _additions.Add((OnnxMessages.GraphInitializer, tensor));
        return tensor.Text(OnnxMessages.TensorName);
    }

    private string Node(string op, string output, params string[] inputs)
    {
        _nodes.Add(OnnxMessages.Node(op, inputs, [output]));
        return output;
    }
}
