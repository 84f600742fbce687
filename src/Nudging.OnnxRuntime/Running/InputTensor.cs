using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Nudging.OnnxRuntime.Running;

/// <summary>An input of one row of integers: token ids, attention mask or position ids.</summary>
/// <remarks>A row of the same length as the row before uses the same memory.</remarks>
/// <param name="type">The element type that the graph requires.</param>
internal sealed class InputTensor(TensorElementType type) : IDisposable
{
    private OrtValue? _row;
    private int _length;

    /// <summary>Writes the row.</summary>
    /// <param name="values">The integers.</param>
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
