using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Nudging.ModelBuilder.Onnx;

/// <summary>Converts float32 values to the floating-point types of ONNX.</summary>
internal static class FloatBytes
{
    /// <summary>Rounds a value to the nearest bfloat16, ties to even.</summary>
    public static ushort ToBFloat16(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)((bits >> 16) | 0x40) : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    /// <summary>Converts values.</summary>
    /// <param name="values">The values.</param>
    /// <param name="type">Float, Float16 or Bfloat16.</param>
    /// <param name="destination">Receives the bytes: the number of values times the size of the type.</param>
    public static void Convert(ReadOnlySpan<float> values, DataType type, Span<byte> destination)
    {
        switch (type)
        {
            case DataType.Float:
                MemoryMarshal.AsBytes(values).CopyTo(destination);
                break;
            case DataType.Float16:
                TensorPrimitives.ConvertToHalf(values, MemoryMarshal.Cast<byte, Half>(destination));
                break;
            case DataType.Bfloat16:
                Span<ushort> words = MemoryMarshal.Cast<byte, ushort>(destination);
                for (int i = 0; i < values.Length; i++)
                {
                    words[i] = ToBFloat16(values[i]);
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "The type must be a floating-point type.");
        }
    }
}
