using Google.Protobuf;

namespace Nudging.Tool.Onnx;

/// <summary>An ONNX model whose graph can be saved with other nodes and further fields. All other fields are kept.</summary>
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

    /// <summary>Gets the initializers of the graph: weights and other constants.</summary>
    public IReadOnlyList<OnnxTensor> Tensors { get; }

    /// <summary>Gets the number of parameters: the elements of all floating-point initializers.</summary>
    public long Parameters => Tensors.Where(tensor => tensor.IsFloat).Sum(tensor => tensor.Count);

    /// <summary>Reads a model.</summary>
    /// <exception cref="InvalidDataException">The file is not an ONNX model.</exception>
    public static OnnxFile Read(string path)
    {
        try
        {
            return new(ProtoMessage.Parse(UnsafeByteOperations.UnsafeWrap(File.ReadAllBytes(path))));
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or FormatException)
        {
            throw new InvalidDataException($"The file '{path}' is not an ONNX model, or is truncated.", e);
        }
    }

    /// <summary>Finds the description of an input or output of the graph.</summary>
    /// <param name="kind">The field number: <see cref="OnnxMessages.GraphInput"/> or <see cref="OnnxMessages.GraphOutput"/>.</param>
    /// <param name="name">The name of the input or output.</param>
    public ProtoMessage? Value(int kind, string name) =>
        _graph.Messages(kind).FirstOrDefault(value => value.Text(OnnxMessages.ValueName) == name);

    /// <summary>Writes the model with other nodes and further fields of the graph.</summary>
    /// <param name="path">The path of the new file.</param>
    /// <param name="nodes">All nodes, in any order: ONNX Runtime sorts the nodes.</param>
    /// <param name="additions">Further fields of the graph, with their field numbers.</param>
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
