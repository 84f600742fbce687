using Google.Protobuf;

namespace Nudging.Tool.Onnx;

/// <summary>A model file that is to be changed: all of it is kept but for what is changed.</summary>
internal sealed class OnnxFile
{
    private readonly ProtoMessage _model;
    private readonly ProtoMessage _graph;

    private OnnxFile(ProtoMessage model)
    {
        _model = model;
        _graph = model.Message(OnnxMessages.ModelGraph);
        Nodes = [.. _graph.Messages(OnnxMessages.GraphNode).Select(node => new OnnxNode(node))];
        Tensors = [.. _graph.Messages(OnnxMessages.GraphInitializer).Select(OnnxTensor.Of)];
    }

    public IReadOnlyList<OnnxNode> Nodes { get; }

    /// <summary>Gets the constants: weights and others.</summary>
    public IReadOnlyList<OnnxTensor> Tensors { get; }

    /// <summary>Gets how many numbers the weights are.</summary>
    public long Parameters => Tensors.Where(tensor => tensor.IsFloat).Sum(tensor => tensor.Count);

    /// <exception cref="InvalidDataException">It is no ONNX model.</exception>
    public static OnnxFile Read(string path)
    {
        try
        {
            return new(ProtoMessage.Parse(UnsafeByteOperations.UnsafeWrap(File.ReadAllBytes(path))));
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or FormatException)
        {
            throw new InvalidDataException($"'{path}' is no ONNX model, or it is cut off.", e);
        }
    }

    /// <summary>The description of an input or output of the graph.</summary>
    public ProtoMessage? Value(int kind, string name) =>
        _graph.Messages(kind).FirstOrDefault(value => value.Text(OnnxMessages.ValueName) == name);

    /// <summary>Writes the model with other nodes, and with more of other things.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="nodes">All nodes. Their order does not matter to ONNX Runtime, which sorts them.</param>
    /// <param name="additions">Further fields of the graph by their numbers.</param>
    public void Save(string path, IEnumerable<ProtoMessage> nodes, IEnumerable<(int Field, ProtoMessage Value)> additions)
    {
        ProtoMessage graph = _graph.Without(OnnxMessages.GraphNode);
        foreach (ProtoMessage node in nodes)
        {
            graph.Write(OnnxMessages.GraphNode, node);
        }

        foreach ((int field, ProtoMessage value) in additions)
        {
            graph.Write(field, value);
        }

        File.WriteAllBytes(path, _model.Without(OnnxMessages.ModelGraph).Write(OnnxMessages.ModelGraph, graph).ToArray());
    }
}

/// <summary>A constant of a graph, without its values.</summary>
internal sealed record OnnxTensor(string Name, long Type, IReadOnlyList<long> Shape)
{
    // Float, double and the two half-sized ones.
    public bool IsFloat => Type is OnnxMessages.Float or OnnxMessages.Half or 11 or 16;

    public long Count => Shape.Aggregate(1L, (count, size) => count * size);

    public static OnnxTensor Of(ProtoMessage tensor) => new(
        tensor.Text(OnnxMessages.TensorName),
        tensor.Integers(OnnxMessages.TensorType).LastOrDefault(),
        [.. tensor.Integers(OnnxMessages.TensorDimension)]);
}
