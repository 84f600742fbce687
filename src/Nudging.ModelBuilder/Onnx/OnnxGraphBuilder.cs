using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Microsoft.Win32.SafeHandles;
using Onnx;
using static Onnx.AttributeProto.Types;

namespace Nudging.ModelBuilder.Onnx;

/// <summary>
/// Builds an ONNX model. Large initializers are streamed to a file of external data while the graph is built, so that no
/// weight is in memory whole.
/// </summary>
/// <remarks>Nodes are added in an order in which every input precedes its use. Not thread safe; a <see cref="TensorRegion"/> is.</remarks>
internal sealed class OnnxGraphBuilder : IDisposable
{
    // ONNX Runtime maps a tensor into memory only where the tensor begins on a page.
    private const int Page = 4096;
    private const int LargeTensor = 1 << 16;
    private const int SmallAlignment = 64;
    private const int InlineLimit = 1024;

    private const string MicrosoftDomain = "com.microsoft";

    private static readonly HashSet<string> MicrosoftOperators =
    [
        "BiasGelu", "FusedMatMul", "GatherBlockQuantized", "GroupQueryAttention", "MatMulNBits", "MoE", "MultiHeadAttention", "QMoE",
        "QuickGelu", "RotaryEmbedding", "SkipLayerNormalization", "SkipSimplifiedLayerNormalization",
    ];

    private readonly ModelProto? _model;
    private readonly GraphProto _graph;
    private readonly HashSet<string> _values;
    private readonly Dictionary<string, TensorProto> _constants;
    private readonly List<(TensorProto Tensor, byte[] Bytes)> _inline;
    private readonly string? _dataPath;
    private readonly OnnxGraphBuilder? _outer;
    private SafeFileHandle? _data;
    private long _dataLength;

    /// <summary>Initializes a new instance of the <see cref="OnnxGraphBuilder"/> class.</summary>
    /// <param name="dataPath">The file for large initializers, which is created or replaced; <see langword="null"/> to keep all initializers inside the model.</param>
    public OnnxGraphBuilder(string? dataPath = null)
        : this(new GraphProto { Name = "main_graph" }, null) => _dataPath = dataPath;

    /// <summary>Initializes a new instance of the <see cref="OnnxGraphBuilder"/> class that adds to a model.</summary>
    /// <param name="model">The model, which is changed. Its version of the operators and of the format and its external data stay.</param>
    /// <param name="dataPath">The file for large initializers that are added, which is created or replaced.</param>
    public OnnxGraphBuilder(ModelProto model, string dataPath)
        : this(model.Graph, null)
    {
        _model = model;
        _dataPath = dataPath;
        _values.UnionWith(_graph.Input.Select(input => input.Name));
        _values.UnionWith(_graph.Initializer.Select(tensor => tensor.Name));
        _values.UnionWith(_graph.Node.SelectMany(node => node.Output).Where(output => output.Length > 0));
    }

    private OnnxGraphBuilder(GraphProto graph, OnnxGraphBuilder? outer)
    {
        _graph = graph;
        _outer = outer;
        _values = outer is null ? [] : [.. outer._values];
        _constants = outer is null ? [] : new(outer._constants);
        _inline = outer?._inline ?? [];
        CancellationToken = outer?.CancellationToken ?? default;
        Written = outer?.Written;
    }

    /// <summary>Gets a token that stops the writing of initializers.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Gets a callback with the number of bytes of initializers just written, called from the writing thread.</summary>
    public Action<int>? Written { get; init; }

    /// <summary>Gets the version of the operators of ONNX.</summary>
    /// <value>21 by default, the version of onnxruntime-genai's model builder.</value>
    public int Opset { get; init; } = 21;

    /// <summary>Gets the version of the file format.</summary>
    /// <value>10 by default.</value>
    public int IrVersion { get; init; } = 10;

    /// <summary>Gets the name of the program that the model says it was made by.</summary>
    public string Producer { get; init; } = "Nudging.ModelBuilder";

    /// <summary>Gets the number of bytes of external data so far.</summary>
    public long DataLength => _outer?.DataLength ?? _dataLength;

    /// <summary>Adds an input of the graph.</summary>
    /// <returns>The name.</returns>
    public string Input(string name, DataType type, params ReadOnlySpan<TensorDimension> shape) => Input(ValueInfo(name, type, shape));

    /// <summary>Adds an input of the graph.</summary>
    /// <returns>The name.</returns>
    public string Input(ValueInfoProto value)
    {
        Define(value.Name);
        _graph.Input.Add(value);
        return value.Name;
    }

    /// <summary>Adds an output of the graph, which a node computes before or afterwards.</summary>
    public void Output(string name, DataType type, params ReadOnlySpan<TensorDimension> shape) => Output(ValueInfo(name, type, shape));

    /// <summary>Adds an output of the graph, which a node computes before or afterwards.</summary>
    public void Output(ValueInfoProto value) => _graph.Output.Add(value);

    /// <summary>Adds a node of one output, named <c>NAME/output_0</c>.</summary>
    /// <param name="name">The name of the node, a path such as "/model/layers.0/attn/q_proj/MatMul".</param>
    /// <param name="operation">The operator; the domain follows from the name.</param>
    /// <param name="inputs">The inputs; an empty text for an optional input that is absent.</param>
    /// <param name="attributes">The attributes: integers, numbers, texts, lists of integers, element types, graphs or tensors.</param>
    /// <returns>The output.</returns>
    public string Node(string name, string operation, ReadOnlySpan<string> inputs, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        string output = $"{name}/output_0";
        Node(name, operation, inputs, [output], attributes);
        return output;
    }

    /// <summary>Adds a node with named outputs; an empty text for an output that is not used.</summary>
    public void Node(string name, string operation, ReadOnlySpan<string> inputs, ReadOnlySpan<string> outputs, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        var node = new NodeProto { Name = name, OpType = operation, Domain = MicrosoftOperators.Contains(operation) ? MicrosoftDomain : string.Empty };
        node.Input.AddRange(inputs.ToArray());
        node.Output.AddRange(outputs.ToArray());
        foreach ((string attribute, object value) in attributes)
        {
            node.Attribute.Add(Attribute(attribute, value));
        }

        Node(node);
    }

    /// <summary>Adds a node as it is, such as a changed copy of a node of another graph.</summary>
    public void Node(NodeProto node)
    {
        if (node.Input.FirstOrDefault(input => input.Length > 0 && !_values.Contains(input)) is string unknown)
        {
            throw new InvalidOperationException($"The node '{node.Name}' reads '{unknown}', which nothing before the node computes.");
        }

        foreach (string output in node.Output.Where(output => output.Length > 0))
        {
            Define(output);
        }

        _graph.Node.Add(node);
    }

    /// <summary>Adds a node that converts to another type; none where the types are the same.</summary>
    public string Cast(string name, string x, DataType from, DataType to) => from == to ? x : Node(name, "Cast", [x], ("to", to));

    /// <summary>Renames the output of the last node, which nothing reads yet.</summary>
    public void RenameLastOutput(string name)
    {
        Define(name);
        NodeProto last = _graph.Node[^1];
        _values.Remove(last.Output[0]);
        last.Output[0] = name;
    }

    /// <summary>Adds an initializer whose values the caller writes.</summary>
    /// <param name="name">The name.</param>
    /// <param name="type">The type of the elements.</param>
    /// <param name="shape">The shape.</param>
    /// <returns>The room for the values, which must be written before <see cref="Save"/>.</returns>
    public TensorRegion Initializer(string name, DataType type, params ReadOnlySpan<long> shape)
    {
        TensorProto tensor = Tensor(name, type, shape, out long length);
        Define(name);
        _graph.Initializer.Add(tensor);
        return Region(tensor, length);
    }

    /// <summary>Adds an initializer that has the stored values of another initializer and a shape of its own.</summary>
    /// <param name="region">The other initializer, of this graph.</param>
    /// <param name="name">The name.</param>
    /// <param name="shape">The shape, with as many elements as the other initializer.</param>
    /// <returns>The room for the values: that of the other initializer.</returns>
    public TensorRegion View(TensorRegion region, string name, params ReadOnlySpan<long> shape)
    {
        TensorProto original = _graph.Initializer.First(tensor => tensor.Name == region.Name);
        TensorProto view = original.Clone();
        view.Name = name;
        view.Dims.Clear();
        view.Dims.AddRange(shape.ToArray());
        Define(name);
        _graph.Initializer.Add(view);
        if (_inline.Find(entry => entry.Tensor == original) is { Bytes: { } bytes })
        {
            _inline.Add((view, bytes));
        }

        return region.Named(name);
    }

    /// <summary>Adds an initializer of the given values, which are written as they are.</summary>
    public string Initializer<T>(string name, DataType type, ReadOnlySpan<T> values, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(values);
        TensorRegion region = Initializer(name, type, shape);
        if (bytes.Length != region.Length)
        {
            throw new ArgumentException($"'{name}' has {region.Length} bytes, but {bytes.Length} are given.", nameof(values));
        }

        region.Write(0, bytes);
        return name;
    }

    /// <summary>Gets a constant vector of integers.</summary>
    public string Integers(params ReadOnlySpan<long> values)
    {
        string name = $"/model/constants/INT64/[{string.Join(", ", values.ToArray())}]";
        return IsConstant(name) ? name : Constant(name, DataType.Int64, values, [values.Length]);
    }

    /// <summary>Gets a constant scalar integer.</summary>
    public string Integer(long value)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"/model/constants/INT64/{value}");
        return IsConstant(name) ? name : Constant(name, DataType.Int64, [value], []);
    }

    /// <summary>Gets a constant scalar number.</summary>
    public string Number(float value, DataType type = DataType.Float)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"/model/constants/{type.ToString().ToUpperInvariant()}/{value:R}");
        if (IsConstant(name))
        {
            return name;
        }

        return type switch
        {
            DataType.Float => Constant(name, type, [value], []),
            DataType.Float16 => Constant(name, type, [(Half)value], []),
            DataType.Bfloat16 => Constant(name, type, [FloatBytes.ToBFloat16(value)], []),
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "The type must be a floating-point type."),
        };
    }

    /// <summary>Gets a constant vector of ones.</summary>
    public string Ones(int count, DataType type)
    {
        string name = $"/model/constants/{type.ToString().ToUpperInvariant()}/ones[{count}]";
        if (!IsConstant(name))
        {
            byte[] bytes = new byte[count * TensorTypes.SizeOf(type)];
            FloatBytes.Convert([.. Enumerable.Repeat(1f, count)], type, bytes);
            Constant<byte>(name, type, bytes, [count]);
        }

        return name;
    }

    /// <summary>Builds a graph for an attribute of a node such as <c>If</c>, which may read every value of this graph.</summary>
    /// <param name="name">The name of the graph.</param>
    /// <param name="build">Adds the nodes and outputs.</param>
    public GraphProto Subgraph(string name, Action<OnnxGraphBuilder> build)
    {
        using var inner = new OnnxGraphBuilder(new GraphProto { Name = name }, this);
        build(inner);
        return inner._graph;
    }

    /// <summary>Writes the model; the file of external data is complete and closed afterwards.</summary>
    public void Save(string path)
    {
        foreach ((TensorProto tensor, byte[] bytes) in _inline)
        {
            tensor.RawData = ByteString.CopyFrom(bytes);
        }

        _inline.Clear();
        ModelProto model = _model ?? NewModel();
        if (_data is not null)
        {
            // The padding of the last tensor.
            RandomAccess.SetLength(_data, _dataLength);
            RandomAccess.FlushToDisk(_data);
            _data.Dispose();
        }

        using FileStream file = File.Create(path);
        model.WriteTo(file);
    }

    public void Dispose() => _data?.Dispose();

    private ModelProto NewModel()
    {
        var model = new ModelProto { IrVersion = IrVersion, ProducerName = Producer, Graph = _graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = string.Empty, Version = Opset });
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = MicrosoftDomain, Version = 1 });
        return model;
    }

    private static TensorProto Tensor(string name, DataType type, ReadOnlySpan<long> shape, out long length)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)type };
        length = TensorTypes.SizeOf(type);
        foreach (long size in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(shape));
            length = checked(length * size);
            tensor.Dims.Add(size);
        }

        return tensor;
    }

    private static ValueInfoProto ValueInfo(string name, DataType type, ReadOnlySpan<TensorDimension> shape)
    {
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = new() };
        foreach (TensorDimension dimension in shape)
        {
            tensor.Shape.Dim.Add(dimension.Name is string symbol
                ? new TensorShapeProto.Types.Dimension { DimParam = symbol }
                : new TensorShapeProto.Types.Dimension { DimValue = dimension.Size ?? 0 });
        }

        return new() { Name = name, Type = new() { TensorType = tensor } };
    }

    private static AttributeProto Attribute(string name, object value)
    {
        var attribute = new AttributeProto { Name = name };
        switch (value)
        {
            case int or long or bool:
                (attribute.Type, attribute.I) = (AttributeType.Int, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case DataType type:
                (attribute.Type, attribute.I) = (AttributeType.Int, (int)type);
                break;
            case float or double:
                (attribute.Type, attribute.F) = (AttributeType.Float, Convert.ToSingle(value, CultureInfo.InvariantCulture));
                break;
            case string text:
                (attribute.Type, attribute.S) = (AttributeType.String, ByteString.CopyFromUtf8(text));
                break;
            case IEnumerable<int> list:
                attribute.Type = AttributeType.Ints;
                attribute.Ints.AddRange(list.Select(item => (long)item));
                break;
            case IEnumerable<long> list:
                attribute.Type = AttributeType.Ints;
                attribute.Ints.AddRange(list);
                break;
            case GraphProto graph:
                (attribute.Type, attribute.G) = (AttributeType.Graph, graph);
                break;
            case TensorProto tensor:
                (attribute.Type, attribute.T) = (AttributeType.Tensor, tensor);
                break;
            default:
                throw new ArgumentException($"The attribute '{name}' has an unsupported type, {value.GetType()}.", nameof(value));
        }

        return attribute;
    }

    private bool IsConstant(string name) => _constants.ContainsKey(name);

    private string Constant<T>(string name, DataType type, ReadOnlySpan<T> values, ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        Initializer(name, type, values, shape);
        _constants[name] = _graph.Initializer[^1];
        return name;
    }

    private TensorRegion Region(TensorProto tensor, long length)
    {
        if (_outer is not null)
        {
            return _outer.Region(tensor, length);
        }

        if (_dataPath is null || length <= InlineLimit)
        {
            byte[] bytes = new byte[length];
            _inline.Add((tensor, bytes));
            return new(this, tensor.Name, bytes);
        }

        _data ??= File.OpenHandle(_dataPath, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        int alignment = length >= LargeTensor ? Page : SmallAlignment;
        long start = (_dataLength + alignment - 1) / alignment * alignment;
        _dataLength = start + length;
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        AddEntry("location", Path.GetFileName(_dataPath));
        AddEntry("offset", start.ToString(CultureInfo.InvariantCulture));
        AddEntry("length", length.ToString(CultureInfo.InvariantCulture));
        return new(this, tensor.Name, _data, start, length);

        void AddEntry(string key, string value) => tensor.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
    }

    private void Define(string name)
    {
        if (!_values.Add(name))
        {
            throw new InvalidOperationException($"The graph has two values named '{name}'.");
        }
    }
}
