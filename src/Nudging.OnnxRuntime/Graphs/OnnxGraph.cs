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

    private OnnxGraph(OnnxReader reader, IReadOnlyDictionary<string, long> files)
    {
        _nodes = reader.Nodes;
        _tensors = reader.Tensors;
        _attentions = [.. OfKind("GroupQueryAttention")];
        Files = files;
    }

    /// <summary>Gets the number of bytes of the model file and each of its weight files.</summary>
    public IReadOnlyDictionary<string, long> Files { get; }

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
    public int MainType => _tensors.Values.MaxBy(tensor => tensor.Count)?.Type ?? 0;

    /// <summary>
    /// Gets the number of parameters, without scales, zero points and rotary tables; <see langword="null"/> where the graph has
    /// weights in a form that does not state the number. Weights that two tensors share count once.
    /// </summary>
    public long? Parameters
    {
        get
        {
            if (OfKind("QMoE").Any())
            {
                return null;
            }

            GraphNode[] embeddings = [.. OfKind("GatherBlockQuantized")];
            Dictionary<string, long> quantized = QuantizedMatrices.Select(node => (node.Input(1), (long)(node.Number("K") * node.Number("N"))))
                .Concat(embeddings.Select(node => (node.Input(0), CountOfEmbedding(node))))
                .Select(pair => (Weights: _tensors.GetValueOrDefault(pair.Item1), Count: pair.Item2))
                .Where(pair => pair.Weights is not null)
                .GroupBy(pair => pair.Weights!.Storage ?? pair.Weights.Name)
                .ToDictionary(group => group.Key, group => group.First().Count);
            HashSet<string> others =
            [
                .. QuantizedMatrices.SelectMany(node => node.Inputs.Skip(1).Take(3)),
                .. embeddings.SelectMany(node => node.Inputs),
                .. OfKind("RotaryEmbedding").SelectMany(node => node.Inputs.Skip(1)),
                .. _attentions.SelectMany(node => node.Inputs.Skip(7).Take(2)),
            ];
            return quantized.Values.Sum() + _tensors.Values
                .Where(tensor => OnnxReader.IsWeight(tensor) && !others.Contains(tensor.Name))
                .GroupBy(tensor => tensor.Storage ?? tensor.Name)
                .Where(group => !quantized.ContainsKey(group.Key))
                .Sum(group => group.First().Count);
        }
    }

    /// <summary>Gets a value indicating whether the graph multiplies int8 weights by activations that are quantized with one scale a pass.</summary>
    public bool HasDynamicInt8 => OfKind("MatMulInteger").Concat(OfKind("DynamicQuantizeMatMul")).Any();

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
            ? new(reader, FilesOf(folder, path, file.Length, reader.ExternalFiles))
            : throw folder.Refuse($"'{path}' has no graph: it is not an ONNX model, or it is cut off");
    }

    // Checks that the files of weights are there and long enough.
    private static Dictionary<string, long> FilesOf(ModelFolder folder, string model, long length, IReadOnlyDictionary<string, long> external)
    {
        string directory = Path.GetDirectoryName(model)!;
        var files = new Dictionary<string, long> { [Path.GetFileName(model)] = length };
        foreach ((string location, long needed) in external)
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

            files[location] = actual;
        }

        return files;
    }

    // The weights are packed in bytes, or the elements have a type of 4 bits.
    private long CountOfEmbedding(GraphNode node) => _tensors.GetValueOrDefault(node.Input(0)) is not { } packed ? 0
        : packed.Type == OnnxReader.UInt8 && node.Number("bits") > 0 ? packed.Count * 8 / (long)node.Number("bits")
        : packed.Count;

    private IEnumerable<GraphNode> OfKind(string name) => _nodes.Where(node => node.Operator == name);

    private GraphNode? Producer(string tensor) => tensor.Length == 0 ? null : _nodes.FirstOrDefault(node => node.Outputs.Contains(tensor));
}
