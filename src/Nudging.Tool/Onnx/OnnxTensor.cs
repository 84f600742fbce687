namespace Nudging.Tool.Onnx;

/// <summary>The name, element type and shape of an initializer of a graph.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">The number of the element type.</param>
/// <param name="Shape">The size of each dimension.</param>
internal sealed record OnnxTensor(string Name, long Type, IReadOnlyList<long> Shape)
{
    /// <summary>Gets a value indicating whether the elements are floating-point numbers.</summary>
    public bool IsFloat => Type is OnnxMessages.Float or OnnxMessages.Double or OnnxMessages.Half or OnnxMessages.BFloat16;

    /// <summary>Gets the number of elements.</summary>
    public long Count => Shape.Aggregate(1L, (count, size) => count * size);

    /// <summary>Reads an initializer.</summary>
    /// <param name="tensor">A TensorProto message.</param>
    public static OnnxTensor Of(ProtoMessage tensor) => new(
        tensor.Text(OnnxMessages.TensorName),
        tensor.Integers(OnnxMessages.TensorType).LastOrDefault(),
        [.. tensor.Integers(OnnxMessages.TensorDimension)]);
}
