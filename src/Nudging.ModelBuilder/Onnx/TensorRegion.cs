using Microsoft.Win32.SafeHandles;

namespace Nudging.ModelBuilder.Onnx;

/// <summary>
/// The room for the values of an initializer, inside the model file or in the file of external data. Bytes are written at any
/// offset, in any order, from any thread; bytes that are not written are zero.
/// </summary>
internal sealed class TensorRegion
{
    private readonly OnnxGraphBuilder _graph;
    private readonly byte[]? _inline;
    private readonly SafeFileHandle? _file;
    private readonly long _start;

    internal TensorRegion(OnnxGraphBuilder graph, string name, byte[] inline)
    {
        _graph = graph;
        Name = name;
        _inline = inline;
        Length = inline.Length;
    }

    internal TensorRegion(OnnxGraphBuilder graph, string name, SafeFileHandle file, long start, long length)
    {
        _graph = graph;
        Name = name;
        _file = file;
        _start = start;
        Length = length;
    }

    /// <summary>Gets the name of the initializer.</summary>
    public string Name { get; }

    /// <summary>Gets the number of bytes.</summary>
    public long Length { get; }

    /// <summary>Gets the same room under another name.</summary>
    public TensorRegion Named(string name) => _file is null ? new(_graph, name, _inline!) : new(_graph, name, _file, _start, Length);

    /// <summary>Writes bytes.</summary>
    /// <exception cref="OperationCanceledException">The graph's cancellation token is cancelled.</exception>
    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes.Length, Length - offset);
        _graph.CancellationToken.ThrowIfCancellationRequested();
        if (_file is null)
        {
            bytes.CopyTo(_inline.AsSpan((int)offset));
        }
        else
        {
            RandomAccess.Write(_file, bytes, _start + offset);
        }

        _graph.Written?.Invoke(bytes.Length);
    }
}
