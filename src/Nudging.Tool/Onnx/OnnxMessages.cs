using System.Globalization;

namespace Nudging.Tool.Onnx;

/// <summary>Numbers of element types and fields of onnx.proto, and functions that make messages.</summary>
internal static class OnnxMessages
{
    // Element types.
    public const int Float = 1, UInt8 = 2, Int8 = 3, Int32 = 6, Int64 = 7, Bool = 9, Half = 10, Double = 11, BFloat16 = 16;

    // Field numbers.
    public const int ModelGraph = 7;
    public const int GraphNode = 1, GraphName = 2, GraphInitializer = 5, GraphInput = 11, GraphOutput = 12;
    public const int NodeInput = 1, NodeOutput = 2, NodeName = 3, NodeOperator = 4, NodeAttribute = 5, NodeDomain = 7;
    public const int AttributeName = 1, AttributeInt = 3;
    public const int TensorDimension = 1, TensorType = 2, TensorName = 8, TensorRawData = 9, TensorExternalData = 13, TensorDataLocation = 14;
    public const int ValueName = 1, ValueType = 2;

    /// <summary>Makes a NodeProto message.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="inputs">The names of the inputs.</param>
    /// <param name="outputs">The names of the outputs, at least one.</param>
    /// <param name="domain">The operator's domain; empty for operators of ONNX.</param>
    /// <param name="attributes">The attributes.</param>
    public static ProtoMessage Node(
        string op, IEnumerable<string> inputs, IReadOnlyList<string> outputs, string domain = "", params IEnumerable<(string Name, object Value)> attributes)
    {
        var node = new ProtoMessage();
        foreach (string input in inputs)
        {
            node.Write(NodeInput, input);
        }

        foreach (string output in outputs)
        {
            node.Write(NodeOutput, output);
        }

        node.Write(NodeName, outputs[0] + "/node").Write(NodeOperator, op);
        foreach ((string name, object value) in attributes)
        {
            node.Write(NodeAttribute, Attribute(name, value));
        }

        return node.Write(NodeDomain, domain);
    }

    /// <summary>Makes a TensorProto message without values.</summary>
    public static ProtoMessage Tensor(string name, int type, IEnumerable<long> shape)
    {
        var tensor = new ProtoMessage();
        foreach (long size in shape)
        {
            tensor.Write(TensorDimension, size);
        }

        return tensor.Write(TensorType, type).Write(TensorName, name);
    }

    /// <summary>Adds to a tensor where its values are in a file of external data.</summary>
    public static ProtoMessage WriteExternalData(this ProtoMessage tensor, string file, long offset, long length) => tensor
        .Write(TensorExternalData, Entry("location", file))
        .Write(TensorExternalData, Entry("offset", offset.ToString(CultureInfo.InvariantCulture)))
        .Write(TensorExternalData, Entry("length", length.ToString(CultureInfo.InvariantCulture)))
        .Write(TensorDataLocation, 1L);

    private static ProtoMessage Entry(string key, string value) => new ProtoMessage().Write(1, key).Write(2, value);

    private static ProtoMessage Attribute(string name, object value)
    {
        ProtoMessage attribute = new ProtoMessage().Write(AttributeName, name);
        switch (value)
        {
            case int number:
                return attribute.Write(AttributeInt, (long)number).Write(20, 2L);
            case float number:
                return attribute.Write(2, number).Write(20, 1L);
            case string text:
                return attribute.Write(4, text).Write(20, 3L);
            case ProtoMessage graph:
                return attribute.Write(6, graph).Write(20, 5L);
            case int[] numbers:
                Array.ForEach(numbers, number => attribute.Write(8, (long)number));
                return attribute.Write(20, 7L);
            default:
                throw new ArgumentException($"The attribute '{name}' has the type {value.GetType()}; it must be an int, a float, a string, a graph or an array of int.", nameof(value));
        }
    }
}
