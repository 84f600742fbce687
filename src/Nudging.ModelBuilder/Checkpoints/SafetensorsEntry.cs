namespace Nudging.ModelBuilder.Checkpoints;

/// <summary>What the header of a safetensors file says about a tensor.</summary>
/// <param name="DataType">The type of the elements, such as <c>BF16</c>.</param>
/// <param name="Shape">The dimensions; empty for a scalar.</param>
/// <param name="Offset">The position of the first byte in the file.</param>
/// <param name="Length">The number of bytes.</param>
internal sealed record SafetensorsEntry(string DataType, IReadOnlyList<long> Shape, long Offset, long Length)
{
    /// <summary>Gets the bytes of an element of a type; 0 for a type that is not known or is smaller than a byte.</summary>
    public static int ElementBytesOf(string dataType) => dataType switch
    {
        "BOOL" or "U8" or "I8" or "F8_E4M3" or "F8_E5M2" or "F8_E8M0" => 1,
        "I16" or "U16" or "F16" or "BF16" => 2,
        "I32" or "U32" or "F32" => 4,
        "I64" or "U64" or "F64" or "C64" => 8,
        _ => 0,
    };
}
