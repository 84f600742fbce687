using Nudging.OnnxRuntime.Folders;
using Onnx;

namespace Nudging.Tool.Inflation;

/// <summary>The nodes and sizes of a decoder that added layers need.</summary>
internal sealed record DecoderStructure
{
    /// <summary>Gets the embedding look-up, whose output is the input of the first layer.</summary>
    public required NodeProto Embedding { get; init; }

    /// <summary>Gets the attention of the first layer.</summary>
    public required NodeProto Attention { get; init; }

    /// <summary>Gets the rotary embedding of the queries.</summary>
    /// <value><see langword="null"/> where the attention operator applies the rotary embedding, or the model has none.</value>
    public required NodeProto? QueryRotation { get; init; }

    /// <summary>Gets the rotary embedding of the keys; <see langword="null"/> as for the queries.</summary>
    public required NodeProto? KeyRotation { get; init; }

    /// <summary>Gets the element type of weights and caches.</summary>
    public required DataType ElementType { get; init; }

    /// <summary>Gets the size of the residual stream.</summary>
    public required int Hidden { get; init; }

    /// <summary>Gets the size of the queries of all heads.</summary>
    public required int QuerySize { get; init; }

    /// <summary>Gets the size of the keys of all heads, which is also that of the values.</summary>
    public required int KeySize { get; init; }

    /// <summary>Reads the structure of a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="settings">The names of the inputs and outputs, and the head size.</param>
    /// <param name="refuse">Makes the exception for a reason.</param>
    /// <exception cref="NotSupportedException">The graph has a form that is not supported.</exception>
    public static DecoderStructure Read(GraphProto graph, ModelSettings settings, Func<string, NotSupportedException> refuse)
    {
        if (graph.Initializer.Any(tensor => (DataType)tensor.DataType is DataType.Uint8 or DataType.Int8 && tensor.Dims.Count > 1))
        {
            throw refuse("its weights are quantised; they must be float32 or float16");
        }

        NodeProto[] lookups = [.. graph.Node.Where(node => node.OpType == "Gather" && node.Input.ElementAtOrDefault(1) == settings.Names.InputIds)];
        NodeProto embedding = lookups is [var lookup]
            ? lookup
            : throw refuse($"{lookups.Length} Gather nodes of its graph look up '{settings.Names.InputIds}'; exactly one must");
        TensorProto vectors = graph.Initializer.FirstOrDefault(tensor => tensor.Name == embedding.Input[0])
            ?? throw refuse($"the embedding '{embedding.Input[0]}' is not an initializer");
        string past = TensorNames.ForLayer(settings.Names.PastKey, 0);
        NodeProto attention = graph.Node.FirstOrDefault(node => node.OpType == "GroupQueryAttention" && node.Input.ElementAtOrDefault(3) == past)
            ?? throw refuse($"no GroupQueryAttention node reads '{past}'; other forms of attention are not supported");
        if (attention.Input.Take(3).Any(string.IsNullOrEmpty))
        {
            throw refuse("its attention reads queries, keys and values from one tensor; it must have a tensor for each");
        }

        ValueInfoProto cache = graph.Input.FirstOrDefault(input => input.Name == past) ?? throw refuse($"its graph has no input '{past}'");
        var type = (DataType)cache.Type.TensorType.ElemType;
        if (vectors.DataType != (int)type || type is not (DataType.Float or DataType.Float16) || vectors.Dims.Count != 2)
        {
            throw refuse("its embedding and its cache must have one element type, float32 or float16");
        }

        int head = settings.HeadSize ?? throw refuse("'model.decoder.head_size' is missing in genai_config.json");
        return new()
        {
            Embedding = embedding,
            Attention = attention,
            QueryRotation = RotationOf(graph, attention.Input[0]),
            KeyRotation = RotationOf(graph, attention.Input[1]),
            ElementType = type,
            Hidden = (int)vectors.Dims[1],
            QuerySize = head * NumberOf(attention, "num_heads", refuse),
            KeySize = head * NumberOf(attention, "kv_num_heads", refuse),
        };
    }

    private static NodeProto? RotationOf(GraphProto graph, string tensor) =>
        graph.Node.FirstOrDefault(node => node.OpType == "RotaryEmbedding" && node.Output.Contains(tensor));

    private static int NumberOf(NodeProto attention, string attribute, Func<string, NotSupportedException> refuse) =>
        (int)(attention.Attribute.FirstOrDefault(value => value.Name == attribute) ?? throw refuse($"its attention has no attribute '{attribute}'")).I;
}
