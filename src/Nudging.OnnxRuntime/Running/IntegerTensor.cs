using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Nudging.OnnxRuntime.Running;

/// <summary>One row of whole numbers for a pass, in the width that the graph wants and in memory that is used again.</summary>
internal sealed class IntegerTensor(TensorElementType type)
{
    private long[] _wide = [];
    private int[] _narrow = [];

    /// <summary>Writes the row over the one before.</summary>
    /// <param name="values">The numbers.</param>
    /// <returns>A tensor of shape [1, n], valid until the next call; the caller disposes it.</returns>
    public OrtValue Write(ReadOnlySpan<int> values)
    {
        if (type == TensorElementType.Int32)
        {
            Fit(ref _narrow, values.Length);
            values.CopyTo(_narrow);
            return Tensor(_narrow, values.Length);
        }

        Fit(ref _wide, values.Length);
        TensorPrimitives.ConvertChecked<int, long>(values, _wide);
        return Tensor(_wide, values.Length);
    }

    private static void Fit<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            array = new T[Math.Max(length, 2 * array.Length)];
        }
    }

    private static OrtValue Tensor<T>(T[] array, int length)
        where T : unmanaged =>
        OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, array.AsMemory(0, length), [1, length]);
}
