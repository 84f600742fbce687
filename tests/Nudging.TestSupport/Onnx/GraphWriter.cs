using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Nudging.TestSupport.Onnx;

/// <summary>Builds an ONNX graph and writes it to a file.</summary>
internal sealed class GraphWriter(bool half)
{
    private const int Float = 1, Int32 = 6, Int64 = 7, Half = 10;

    // Field numbers of onnx.proto.
    private const int GraphNode = 1, GraphName = 2, GraphInitializer = 5, GraphInput = 11, GraphOutput = 12;

    private readonly ProtoWriter _graph = new ProtoWriter().Write(GraphName, "decoder");
    private readonly List<byte> _external = [];
    private int _names;

    /// <summary>Gets or sets the file beside the model that holds its weights; <see langword="null"/> to keep them in the model.</summary>
    public string? ExternalFile { get; set; }

    public int FloatType => half ? Half : Float;

    public string Name(string stem) => $"{stem}.{_names++}";

    public string Node(string op, string[] inputs, params (string Name, object Value)[] attributes) => Node(op, inputs, [Name(op)], attributes)[0];

    public string[] Node(string op, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes)
    {
        bool contrib = op is "GroupQueryAttention" or "RotaryEmbedding" or "Injected";
        var node = new ProtoWriter();
        Array.ForEach(inputs, input => node.Write(1, input));
        Array.ForEach(outputs, output => node.Write(2, output));
        node.Write(3, outputs[0] + "/node").Write(4, op);
        foreach ((string name, object value) in attributes)
        {
            node.Write(5, Attribute(name, value));
        }

        node.Write(7, contrib ? "com.microsoft" : string.Empty);
        _graph.Write(GraphNode, node);
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

        return Initializer(Name("integers"), Int64, bytes, shape, external: false);
    }

    public string Scalar(float value) => Weights(Name("scalar"), [value]);

    public void Save(string path)
    {
        var model = new ProtoWriter().Write(1, 8L).Write(2, "Nudging.TestSupport").Write(7, _graph);
        model.Write(8, new ProtoWriter().Write(1, string.Empty).Write(2, 17L));
        model.Write(8, new ProtoWriter().Write(1, "com.microsoft").Write(2, 1L));
        File.WriteAllBytes(path, model.ToArray());
        if (ExternalFile is not null)
        {
            File.WriteAllBytes(Path.Combine(Path.GetDirectoryName(path)!, ExternalFile), [.. _external]);
        }
    }

    private string Initializer(string name, int type, byte[] bytes, long[] shape, bool external)
    {
        var tensor = new ProtoWriter();
        Array.ForEach(shape, size => tensor.Write(1, size));
        tensor.Write(2, (long)type).Write(8, name);
        if (external && ExternalFile is not null)
        {
            tensor.Write(13, Entry("location", ExternalFile)).Write(13, Entry("offset", $"{_external.Count}")).Write(13, Entry("length", $"{bytes.Length}"));
            tensor.Write(14, 1L);
            _external.AddRange(bytes);
        }
        else
        {
            tensor.Write(9, bytes);
        }

        _graph.Write(GraphInitializer, tensor);
        return name;
    }

    private static ProtoWriter Entry(string key, string value) => new ProtoWriter().Write(1, key).Write(2, value);

    private static ProtoWriter Attribute(string name, object value)
    {
        var attribute = new ProtoWriter().Write(1, name);
        switch (value)
        {
            case int number:
                return attribute.Write(3, (long)number).Write(20, 2L);
            case float number:
                return attribute.Write(2, number).Write(20, 1L);
            case int[] numbers:
                Array.ForEach(numbers, number => attribute.Write(8, (long)number));
                return attribute.Write(20, 7L);
            default:
                throw new ArgumentException($"An attribute cannot be {value.GetType()}.", nameof(value));
        }
    }

    private static ProtoWriter ValueInfo(string name, int type, object[] shape)
    {
        var dimensions = new ProtoWriter();
        foreach (object size in shape)
        {
            dimensions.Write(1, size is string symbol ? new ProtoWriter().Write(2, symbol) : new ProtoWriter().Write(1, Convert.ToInt64(size, null)));
        }

        var tensor = new ProtoWriter().Write(1, (long)type).Write(2, dimensions);
        return new ProtoWriter().Write(1, name).Write(2, new ProtoWriter().Write(1, tensor));
    }
}
