using Nudging.OnnxRuntime.Folders;
using Nudging.Tool.Onnx;

namespace Nudging.Tool.Inflation;

/// <summary>The nodes and sizes of a decoder that added layers need.</summary>
internal sealed record DecoderStructure
{
    /// <summary>Gets the embedding look-up, whose output is the input of the first layer.</summary>
    public required OnnxNode Embedding { get; init; }

    /// <summary>Gets the attention of the first layer.</summary>
    public required OnnxNode Attention { get; init; }

    /// <summary>Gets the rotary embedding of the queries.</summary>
    /// <value><see langword="null"/> where the attention operator applies the rotary embedding, or the model has none.</value>
    public required OnnxNode? QueryRotation { get; init; }

    /// <summary>Gets the rotary embedding of the keys; <see langword="null"/> as for the queries.</summary>
    public required OnnxNode? KeyRotation { get; init; }

    /// <summary>Gets the element type of weights and caches.</summary>
    public required int ElementType { get; init; }

    /// <summary>Gets the size of the residual stream.</summary>
    public required int Hidden { get; init; }

    /// <summary>Gets the size of the queries of all heads.</summary>
    public required int QuerySize { get; init; }

    /// <summary>Gets the size of the keys of all heads, which is also that of the values.</summary>
    public required int KeySize { get; init; }

    /// <summary>Reads the structure of a graph.</summary>
    /// <param name="file">The graph.</param>
    /// <param name="settings">The names of the inputs and outputs, and the head size.</param>
    /// <param name="refuse">Makes the exception for a reason.</param>
    /// <exception cref="NotSupportedException">The graph has a form that is not supported.</exception>
    public static DecoderStructure Read(OnnxFile file, ModelSettings settings, Func<string, NotSupportedException> refuse)
    {
        if (file.Tensors.Any(tensor => tensor.Type is OnnxMessages.UInt8 or OnnxMessages.Int8 && tensor.Shape.Count > 1))
        {
            throw refuse("its weights are quantised; they must be float32 or float16");
        }

        OnnxNode[] lookups = [.. file.Nodes.Where(node => node.Operator == "Gather" && node.Inputs.ElementAtOrDefault(1) == settings.Names.InputIds)];
        OnnxNode embedding = lookups is [var lookup]
            ? lookup
            : throw refuse($"{lookups.Length} Gather nodes of its graph look up '{settings.Names.InputIds}'; exactly one must");
        OnnxTensor vectors = file.Tensors.FirstOrDefault(tensor => tensor.Name == embedding.Inputs[0])
            ?? throw refuse($"the embedding '{embedding.Inputs[0]}' is not an initializer");
        string past = TensorNames.ForLayer(settings.Names.PastKey, 0);
        OnnxNode attention = file.Nodes.FirstOrDefault(node => node.Operator == "GroupQueryAttention" && node.Inputs.ElementAtOrDefault(3) == past)
            ?? throw refuse($"no GroupQueryAttention node reads '{past}'; other forms of attention are not supported");
        if (attention.Inputs.Take(3).Any(string.IsNullOrEmpty))
        {
            throw refuse("its attention reads queries, keys and values from one tensor; it must have a tensor for each");
        }

        long type = ElementTypeOf(file, past, refuse);
        if (vectors.Type != type || type is not (OnnxMessages.Float or OnnxMessages.Half) || vectors.Shape.Count != 2)
        {
            throw refuse("its embedding and its cache must have one element type, float32 or float16");
        }

        int head = settings.HeadSize ?? throw refuse("'model.decoder.head_size' is missing in genai_config.json");
        return new()
        {
            Embedding = embedding,
            Attention = attention,
            QueryRotation = RotationOf(file, attention.Inputs[0]),
            KeyRotation = RotationOf(file, attention.Inputs[1]),
            ElementType = (int)type,
            Hidden = (int)vectors.Shape[1],
            QuerySize = head * (int)(attention.Attribute("num_heads") ?? throw refuse("its attention has no attribute 'num_heads'")),
            KeySize = head * (int)(attention.Attribute("kv_num_heads") ?? throw refuse("its attention has no attribute 'kv_num_heads'")),
        };
    }

    private static OnnxNode? RotationOf(OnnxFile file, string tensor) =>
        file.Nodes.FirstOrDefault(node => node.Operator == "RotaryEmbedding" && node.Outputs.Contains(tensor));

    private static long ElementTypeOf(OnnxFile file, string input, Func<string, NotSupportedException> refuse)
    {
        ProtoMessage value = file.Value(OnnxMessages.GraphInput, input) ?? throw refuse($"its graph has no input '{input}'");
        return value.Message(OnnxMessages.ValueType).Message(1).Integers(1).LastOrDefault();
    }
}
