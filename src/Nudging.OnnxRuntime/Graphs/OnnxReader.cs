using System.Buffers.Binary;
using System.Globalization;
using Google.Protobuf;

namespace Nudging.OnnxRuntime.Graphs;

/// <summary>Reads the operators and the constants of an ONNX file without the values of tensors.</summary>
internal sealed class OnnxReader(CodedInputStream input)
{
    public const int UInt8 = 2, BFloat16 = 16;

    // Field numbers of onnx.proto.
    private const int ModelGraph = 7;
    private const int GraphNodes = 1, GraphInitializer = 5;
    private const int NodeInput = 1, NodeOutput = 2, NodeOperator = 4, NodeAttribute = 5;
    private const int AttributeName = 1, AttributeFloat = 2, AttributeInt = 3;
    private const int TensorDimension = 1, TensorType = 2, TensorInt64 = 7, TensorName = 8, TensorRaw = 9, TensorExternal = 13;
    private const int EntryKey = 1, EntryValue = 2;

    private const int Float = 1, Int8 = 3, Int64 = 7, Half = 10, Double = 11;

    private readonly Dictionary<string, long> _externalFiles = [];

    /// <summary>Gets a value indicating whether the file has a graph.</summary>
    public bool HasGraph { get; private set; }

    public List<GraphNode> Nodes { get; } = [];

    public Dictionary<string, GraphTensor> Tensors { get; } = [];

    /// <summary>Gets the weight files and the least length of each.</summary>
    public IReadOnlyDictionary<string, long> ExternalFiles => _externalFiles;

    /// <summary>Tells whether a constant has the form of weights: a vector or matrix of a floating-point type, or a matrix of int8. Scalars are constants of formulas.</summary>
    public static bool IsWeight(GraphTensor tensor) => tensor.Type switch
    {
        Float or Half or Double or BFloat16 => tensor.Shape.Count > 0,
        UInt8 or Int8 => tensor.Shape.Count > 1,
        _ => false,
    };

    public void ReadModel(long end) => ForEachField(end, (field, _) =>
    {
        if (field != ModelGraph)
        {
            return false;
        }

        HasGraph = true;
        ReadGraph(EndOfMessage());
        return true;
    });

    private void ForEachField(long end, Func<int, WireFormat.WireType, bool> read)
    {
        while (input.Position < end)
        {
            uint tag = input.ReadTag();
            if (tag == 0)
            {
                throw new EndOfStreamException();
            }

            if (!read(WireFormat.GetTagFieldNumber(tag), WireFormat.GetTagWireType(tag)))
            {
                input.SkipLastField();
            }
        }
    }

    private long EndOfMessage()
    {
        int length = input.ReadLength();
        return input.Position + length;
    }

    private void ReadGraph(long end) => ForEachField(end, (field, _) =>
    {
        switch (field)
        {
            case GraphNodes:
                ReadNode(EndOfMessage());
                return true;
            case GraphInitializer:
                ReadTensor(EndOfMessage());
                return true;
            default:
                return false;
        }
    });

    private void ReadNode(long end)
    {
        string operatorName = string.Empty;
        var inputs = new List<string>();
        var outputs = new List<string>();
        var numbers = new Dictionary<string, double>();
        ForEachField(end, (field, _) =>
        {
            switch (field)
            {
                case NodeInput:
                    inputs.Add(input.ReadString());
                    return true;
                case NodeOutput:
                    outputs.Add(input.ReadString());
                    return true;
                case NodeOperator:
                    operatorName = input.ReadString();
                    return true;
                case NodeAttribute:
                    ReadAttribute(EndOfMessage(), numbers);
                    return true;
                default:
                    return false;
            }
        });
        Nodes.Add(new(operatorName, inputs, outputs, numbers));
    }

    private void ReadAttribute(long end, Dictionary<string, double> numbers)
    {
        string name = string.Empty;
        double? number = null;
        ForEachField(end, (field, _) =>
        {
            switch (field)
            {
                case AttributeName:
                    name = input.ReadString();
                    return true;
                case AttributeInt:
                    number = input.ReadInt64();
                    return true;
                case AttributeFloat:
                    number = input.ReadFloat();
                    return true;
                default:
                    return false;
            }
        });
        if (number is not null)
        {
            numbers[name] = number.Value;
        }
    }

    private void ReadTensor(long end)
    {
        string name = string.Empty;
        int type = 0;
        var shape = new List<long>();
        var integers = new List<long>();
        var external = new Dictionary<string, string>();
        ForEachField(end, (field, wire) =>
        {
            switch (field)
            {
                case TensorDimension:
                    ReadIntegers(wire, shape);
                    return true;
                case TensorType:
                    type = input.ReadInt32();
                    return true;
                case TensorName:
                    name = input.ReadString();
                    return true;
                case TensorInt64:
                    ReadIntegers(wire, integers);
                    return true;
                case TensorRaw when type == Int64 && shape.All(size => size == 1):
                    integers.Add(BinaryPrimitives.ReadInt64LittleEndian(input.ReadBytes().Span));
                    return true;
                case TensorExternal:
                    (string key, string value) = ReadEntry(EndOfMessage());
                    external[key] = value;
                    return true;
                default:
                    return false;
            }
        });

        string? location = external.GetValueOrDefault("location");
        string? storage = location is null ? null : $"{location}:{external.GetValueOrDefault("offset", "0")}";
        Tensors[name] = new(name, type, shape, storage, integers is [var integer] ? integer : null);
        if (location is not null)
        {
            long needed = ParseLength(external.GetValueOrDefault("offset")) + ParseLength(external.GetValueOrDefault("length"));
            _externalFiles[location] = Math.Max(needed, _externalFiles.GetValueOrDefault(location));
        }
    }

    // Reads one number, or several numbers packed into one field.
    private void ReadIntegers(WireFormat.WireType wire, List<long> numbers)
    {
        for (long end = wire == WireFormat.WireType.LengthDelimited ? EndOfMessage() : input.Position + 1; input.Position < end;)
        {
            numbers.Add(input.ReadInt64());
        }
    }

    private (string Key, string Value) ReadEntry(long end)
    {
        (string Key, string Value) entry = (string.Empty, string.Empty);
        ForEachField(end, (field, _) =>
        {
            switch (field)
            {
                case EntryKey:
                    entry.Key = input.ReadString();
                    return true;
                case EntryValue:
                    entry.Value = input.ReadString();
                    return true;
                default:
                    return false;
            }
        });
        return entry;
    }

    private static long ParseLength(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : 0;
}
