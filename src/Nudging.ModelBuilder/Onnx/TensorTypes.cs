namespace Nudging.ModelBuilder.Onnx;

/// <summary>Sizes of the element types of ONNX.</summary>
internal static class TensorTypes
{
    /// <summary>Gets the number of bytes of an element.</summary>
    public static int SizeOf(DataType type) => type switch
    {
        DataType.Bool or DataType.Int8 or DataType.Uint8 => 1,
        DataType.Float16 or DataType.Bfloat16 or DataType.Int16 or DataType.Uint16 => 2,
        DataType.Float or DataType.Int32 or DataType.Uint32 => 4,
        DataType.Double or DataType.Int64 or DataType.Uint64 => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "The type has no fixed size."),
    };
}
