using System.Numerics;
using System.Runtime.InteropServices;

namespace Nudging.ModelBuilder.Checkpoints;

/// <summary>Converts bfloat16, for which .NET has no type.</summary>
internal static class FloatConversion
{
    /// <summary>Converts bfloat16 to float32; exact.</summary>
    /// <param name="source">The bits of the values.</param>
    /// <param name="destination">Receives the values.</param>
    public static void FromBFloat16(ReadOnlySpan<ushort> source, Span<float> destination)
    {
        Span<uint> bits = MemoryMarshal.Cast<float, uint>(destination)[..source.Length];
        while (source.Length >= Vector<ushort>.Count)
        {
            Vector.Widen(new Vector<ushort>(source), out Vector<uint> low, out Vector<uint> high);
            Vector.ShiftLeft(low, 16).CopyTo(bits);
            Vector.ShiftLeft(high, 16).CopyTo(bits[Vector<uint>.Count..]);
            source = source[Vector<ushort>.Count..];
            bits = bits[Vector<ushort>.Count..];
        }

        for (int i = 0; i < source.Length; i++)
        {
            bits[i] = (uint)source[i] << 16;
        }
    }
}
