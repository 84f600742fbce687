using Google.Protobuf;
using Microsoft.Win32.SafeHandles;
using Nudging.OnnxRuntime.Folders;

namespace Nudging.OnnxRuntime.Graphs;

/// <summary>Facts about a graph that ONNX Runtime does not report, read from the model file: its attention operators and its weights.</summary>
internal sealed class OnnxGraph
{
    private readonly IReadOnlyList<GraphNode> _nodes;
    private readonly Dictionary<string, GraphTensor> _tensors;
    private readonly GraphNode[] _attentions;

    private OnnxGraph(OnnxReader reader, long weightBytes)
    {
        _nodes = reader.Nodes;
        _tensors = reader.Tensors;
        _attentions = [.. OfKind("GroupQueryAttention")];
        WeightBytes = weightBytes;
    }

    /// <summary>Gets the number of bytes of the model file and its weight files.</summary>
    public long WeightBytes { get; }

    /// <summary>Gets the number of GroupQueryAttention nodes.</summary>
    public int GroupQueryAttentions => _attentions.Length;

    /// <summary>Gets a value indicating whether a GroupQueryAttention applies the rotary embedding itself (<c>do_rotary = 1</c>).</summary>
    public bool HasFusedRotary => _attentions.Any(node => node.Number("do_rotary") != 0);

    /// <summary>Gets a value indicating whether a GroupQueryAttention normalizes queries and keys itself.</summary>
    public bool HasFusedNorm => _attentions.Any(node => node.Input(14).Length > 0);

    /// <summary>Gets the window sizes of local attention.</summary>
    public IEnumerable<int> Windows => _attentions.Select(node => (int)node.Number("local_window_size")).Where(window => window > 0);

    /// <summary>Gets the greatest window size among the nodes that drop tokens outside the window from the cache; 0 where there are none.</summary>
    public int SlidingCacheWindow =>
        _attentions.Where(node => node.Number("sliding_window_cache") != 0).Select(node => (int)node.Number("local_window_size")).DefaultIfEmpty().Max();

    /// <summary>Gets the soft cap of the attention logits; 0 where there is none.</summary>
    public double AttentionSoftcap => _attentions.Select(node => node.Number("softcap")).DefaultIfEmpty().Max();

    /// <summary>Gets the element type of the largest constant, as a number of onnx.proto.</summary>
    public int MainType => _tensors.Values.MaxBy(tensor => tensor.Shape.Aggregate(1L, (count, size) => count * size))?.Type ?? 0;

    /// <summary>Gets the multiplications with quantized weights.</summary>
    public IEnumerable<GraphNode> QuantizedMatrices => OfKind("MatMulNBits");

    /// <summary>Gets a value indicating whether the token embedding is quantized.</summary>
    public bool HasQuantizedEmbedding => OfKind("GatherBlockQuantized").Any();

    /// <summary>Gets a value indicating whether the graph computes in bfloat16.</summary>
    public bool HasBFloat16 => _tensors.Values.Any(tensor => tensor.Type == OnnxReader.BFloat16) || OfKind("Cast").Any(node => node.Number("to") == OnnxReader.BFloat16);

    /// <summary>Gets the number of positions in the rotary tables; <see langword="null"/> where the graph has no constant tables.</summary>
    public long? RotaryRows
    {
        get
        {
            IEnumerable<string> tables = OfKind("RotaryEmbedding").Select(node => node.Input(2)).Concat(_attentions.Select(node => node.Input(7)));
            return tables.Select(table => _tensors.GetValueOrDefault(table)?.Shape is [var rows, _] ? rows : (long?)null).Min();
        }
    }

    /// <summary>
    /// Gets the greatest length of a text that the graph reads with its first rotary table, where a longer text uses a second
    /// table for all of its tokens; <see langword="null"/> where there is one table.
    /// </summary>
    /// <remarks>
    /// The graphs of onnxruntime-genai's model builder choose one of two tables by the width of the mask; for providers
    /// without the If operator, they add an offset to the positions where the greatest position exceeds the length.
    /// </remarks>
    public long? RotarySwitch
    {
        get
        {
            IEnumerable<GraphNode?> choices = OfKind("If").Select(node => Producer(node.Input(0))).Where(node => node?.Operator == "Greater");
            IEnumerable<GraphNode> moves = OfKind("GreaterOrEqual").Where(node => Producer(node.Input(0))?.Operator == "ReduceMax");
            return choices.OfType<GraphNode>().Concat(moves).Select(node => _tensors.GetValueOrDefault(node.Input(1))?.Integer).Min();
        }
    }

    /// <summary>Tells whether a tensor is soft-capped: the product of a factor and a hyperbolic tangent.</summary>
    public bool IsSoftcapped(string tensor)
    {
        GraphNode? node = Producer(tensor);
        while (node?.Operator == "Cast")
        {
            node = Producer(node.Input(0));
        }

        return node?.Operator == "Mul" && node.Inputs.Any(input => Producer(input)?.Operator == "Tanh");
    }

    public static OnnxGraph Read(ModelFolder folder, string path)
    {
        using FileStream file = File.OpenRead(path);
        using var input = new CodedInputStream(file);
        var reader = new OnnxReader(input);
        try
        {
            reader.ReadModel(file.Length);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or EndOfStreamException or ArgumentOutOfRangeException)
        {
            throw folder.Refuse($"'{path}' is not an ONNX model, or it is cut off", e);
        }

        return reader.HasGraph
            ? new(reader, file.Length + CheckExternalFiles(folder, Path.GetDirectoryName(path)!, reader.ExternalFiles))
            : throw folder.Refuse($"'{path}' has no graph: it is not an ONNX model, or it is cut off");
    }

    private static long CheckExternalFiles(ModelFolder folder, string directory, IReadOnlyDictionary<string, long> files)
    {
        long total = 0;
        foreach ((string location, long needed) in files)
        {
            folder.Resolve(location, "the weights");
            string path = folder.Require(Path.GetRelativePath(folder.FullPath, Path.Combine(directory, location)), "the file of weights");

            // Opens the file, because the length of a link is not that of its file.
            using SafeFileHandle file = File.OpenHandle(path);
            long actual = RandomAccess.GetLength(file);
            if (actual < needed)
            {
                throw folder.Refuse($"the file of weights '{location}' is cut off: it has {actual} bytes and the model needs {needed}");
            }

            total += actual;
        }

        return total;
    }

    private IEnumerable<GraphNode> OfKind(string name) => _nodes.Where(node => node.Operator == name);

    private GraphNode? Producer(string tensor) => tensor.Length == 0 ? null : _nodes.FirstOrDefault(node => node.Outputs.Contains(tensor));
}
