using Google.Protobuf;
using Nudging.OnnxRuntime.Folders;

namespace Nudging.OnnxRuntime.Graphs;

/// <summary>What ONNX Runtime does not tell about a model, read from the file itself: its kinds of attention and its weights.</summary>
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

    /// <summary>Gets how long the model's file and those of its weights are.</summary>
    public long WeightBytes { get; }

    /// <summary>Gets how many GroupQueryAttention nodes the graph has.</summary>
    public int GroupQueryAttentions => _attentions.Length;

    /// <summary>Gets a value indicating whether one of them turns queries and keys itself (<c>do_rotary = 1</c>).</summary>
    public bool HasFusedRotary => _attentions.Any(node => node.Number("do_rotary") != 0);

    /// <summary>Gets a value indicating whether one of them normalizes queries and keys itself.</summary>
    public bool HasFusedNorm => _attentions.Any(node => node.Input(14).Length > 0);

    /// <summary>Gets how far back each of them looks, where that is limited.</summary>
    public IEnumerable<int> Windows => _attentions.Select(node => (int)node.Number("local_window_size")).Where(window => window > 0);

    /// <summary>Gets the longest window of those that drop from the cache what is out of it; 0 where none does.</summary>
    public int SlidingCacheWindow =>
        _attentions.Where(node => node.Number("sliding_window_cache") != 0).Select(node => (int)node.Number("local_window_size")).DefaultIfEmpty().Max();

    /// <summary>Gets what the scores of attention are kept below; 0 where nothing is.</summary>
    public double AttentionSoftcap => _attentions.Select(node => node.Number("softcap")).DefaultIfEmpty().Max();

    /// <summary>Gets the number of the element type of the largest constant.</summary>
    public int MainType => _tensors.Values.MaxBy(tensor => tensor.Shape.Aggregate(1L, (count, size) => count * size))?.Type ?? 0;

    /// <summary>Gets the matrices of few bits.</summary>
    public IEnumerable<GraphNode> QuantizedMatrices => OfKind("MatMulNBits");

    /// <summary>Gets a value indicating whether the vectors of the tokens are of few bits.</summary>
    public bool HasQuantizedEmbedding => OfKind("GatherBlockQuantized").Any();

    /// <summary>Gets a value indicating whether weights are bfloat16.</summary>
    public bool HasBFloat16 => _tensors.Values.Any(tensor => tensor.Type == OnnxReader.BFloat16) || OfKind("Cast").Any(node => node.Number("to") == OnnxReader.BFloat16);

    /// <summary>Gets for how many positions there is a rotation; <see langword="null"/> where the graph does not say it plainly.</summary>
    public long? RotaryRows
    {
        get
        {
            IEnumerable<string> tables = OfKind("RotaryEmbedding").Select(node => node.Input(2)).Concat(_attentions.Select(node => node.Input(7)));
            return tables.Select(table => _tensors.GetValueOrDefault(table)?.Shape is [var rows, _] ? rows : (long?)null).Min();
        }
    }

    /// <summary>
    /// Gets the longest text that is read with the same rotations from its first token to its last, where the graph has
    /// others for longer ones; <see langword="null"/> where it has not.
    /// </summary>
    /// <remarks>
    /// The model builder chooses one of two tables by the width of the mask, or, for providers that cannot choose, moves the
    /// positions into the second half of one table by the largest of them.
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

    /// <summary>Tells whether a tensor comes out of a soft cap: divided, drawn into a hyperbolic tangent, multiplied.</summary>
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
            throw folder.Refuse($"'{path}' is no ONNX model, or it is cut off", e);
        }

        return reader.HasGraph
            ? new(reader, file.Length + CheckExternalFiles(folder, Path.GetDirectoryName(path)!, reader.ExternalFiles))
            : throw folder.Refuse($"'{path}' holds no graph: it is no ONNX model, or it is cut off");
    }

    private static long CheckExternalFiles(ModelFolder folder, string directory, IReadOnlyDictionary<string, long> files)
    {
        long total = 0;
        foreach ((string location, long needed) in files)
        {
            folder.Resolve(location, "the weights");
            long actual = new FileInfo(folder.Require(Path.GetRelativePath(folder.FullPath, Path.Combine(directory, location)), "the file of weights")).Length;
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
