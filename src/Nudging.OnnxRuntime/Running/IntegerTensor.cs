using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Nudging.OnnxRuntime.Running;

/// <summary>One row of whole numbers for a pass, in the width that the graph wants. A row as long as the one before is written over it.</summary>
internal sealed class IntegerTensor(TensorElementType type) : IDisposable
{
    private OrtValue? _row;
    private int _length;

    /// <summary>Writes the row.</summary>
    /// <param name="values">The numbers.</param>
    /// <returns>A tensor of shape [1, n], valid until the next call.</returns>
    public OrtValue Write(ReadOnlySpan<int> values)
    {
        if (_row is null || _length != values.Length)
        {
            Dispose();
            _row = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, type, [1, values.Length]);
            _length = values.Length;
        }

        if (type == TensorElementType.Int32)
        {
            values.CopyTo(_row.GetTensorMutableDataAsSpan<int>());
        }
        else
        {
            TensorPrimitives.ConvertChecked<int, long>(values, _row.GetTensorMutableDataAsSpan<long>());
        }

        return _row;
    }

    public void Dispose()
    {
        _row?.Dispose();
        _row = null;
    }
}
