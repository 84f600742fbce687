using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Nudging.Tool.Onnx;
using static Nudging.Tool.Onnx.OnnxMessages;

namespace Nudging.TestSupport.Onnx;

/// <summary>Builds an ONNX graph and writes it to a file.</summary>
internal sealed class GraphWriter(bool half)
{
    private readonly ProtoMessage _graph = new ProtoMessage().Write(GraphName, "decoder");
    private readonly List<byte> _external = [];
    private int _names;

    /// <summary>Gets or sets the file beside the model that holds its weights; <see langword="null"/> to keep them in the model.</summary>
    public string? ExternalFile { get; set; }

    public int FloatType => half ? OnnxMessages.Half : OnnxMessages.Float;

    public string Name(string stem) => $"{stem}.{_names++}";

    public string Node(string op, string[] inputs, params (string Name, object Value)[] attributes) => Node(op, inputs, [Name(op)], attributes)[0];

    public string[] Node(string op, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes)
    {
        bool contrib = op is "GroupQueryAttention" or "RotaryEmbedding" or "MatMulNBits" or "GatherBlockQuantized" or "Injected";
        _graph.Write(GraphNode, OnnxMessages.Node(op, inputs, outputs, contrib ? "com.microsoft" : string.Empty, attributes));
        return outputs;
    }

    public void Input(string name, int type, params object[] shape) => _graph.Write(GraphInput, ValueInfo(name, type, shape));

    public void Output(string name, int type, params object[] shape) => _graph.Write(GraphOutput, ValueInfo(name, type, shape));

    public string Weights(string name, float[] values, params long[] shape)
    {
        byte[] bytes = half
            ? MemoryMarshal.AsBytes<Half>(Array.ConvertAll(values, value => (Half)value)).ToArray()
            : MemoryMarshal.AsBytes<float>(values).ToArray();
        return Initializer(name, FloatType, bytes, shape, external: true);
    }

    public string Integers(long[] values, params long[] shape)
    {
        byte[] bytes = new byte[8 * values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8 * i), values[i]);
        }

        return Initializer(Name("integers"), OnnxMessages.Int64, bytes, shape, external: false);
    }

    public string Scalar(float value) => Weights(Name("scalar"), [value]);

    /// <summary>Adds a scalar in float32, for every type of the weights.</summary>
    public string SingleScalar(float value) => Initializer(Name("scalar"), OnnxMessages.Float, BitConverter.GetBytes(value), [1], external: false);

    public string Bytes(string name, byte[] values, params long[] shape) => Initializer(name, OnnxMessages.UInt8, values, shape, external: true);

    /// <summary>Adds a node that chooses one of two lists of tensors by a computed condition.</summary>
    public string[] Choose(string condition, string[] ifTrue, string[] ifFalse) => Node(
        "If", [condition], [.. ifTrue.Select(_ => Name("chosen"))], ("then_branch", Branch(ifTrue)), ("else_branch", Branch(ifFalse)));

    public void Save(string path)
    {
        var model = new ProtoMessage().Write(1, 8L).Write(2, "Nudging.TestSupport").Write(7, _graph);
        model.Write(8, new ProtoMessage().Write(1, string.Empty).Write(2, 17L));
        model.Write(8, new ProtoMessage().Write(1, "com.microsoft").Write(2, 1L));
        File.WriteAllBytes(path, model.ToArray());
        if (ExternalFile is not null)
        {
            File.WriteAllBytes(Path.Combine(Path.GetDirectoryName(path)!, ExternalFile), [.. _external]);
        }
    }

    private string Initializer(string name, int type, byte[] bytes, long[] shape, bool external)
    {
        ProtoMessage tensor = Tensor(name, type, shape);
        if (external && ExternalFile is not null)
        {
            tensor.WriteExternalData(ExternalFile, _external.Count, bytes.Length);
            _external.AddRange(bytes);
        }
        else
        {
            tensor.Write(TensorRawData, bytes);
        }

        _graph.Write(GraphInitializer, tensor);
        return name;
    }

    private ProtoMessage Branch(string[] tensors)
    {
        ProtoMessage branch = new ProtoMessage().Write(GraphName, Name("branch"));
        foreach (string tensor in tensors)
        {
            string output = Name("identity");
            branch.Write(GraphNode, OnnxMessages.Node("Identity", [tensor], [output])).Write(GraphOutput, ValueInfo(output, FloatType, ["rows", "columns"]));
        }

        return branch;
    }

    private static ProtoMessage ValueInfo(string name, int type, object[] shape)
    {
        var dimensions = new ProtoMessage();
        foreach (object size in shape)
        {
            dimensions.Write(1, size is string symbol ? new ProtoMessage().Write(2, symbol) : new ProtoMessage().Write(1, Convert.ToInt64(size, null)));
        }

        var tensor = new ProtoMessage().Write(1, (long)type).Write(2, dimensions);
        return new ProtoMessage().Write(1, name).Write(2, new ProtoMessage().Write(1, tensor));
    }
}
