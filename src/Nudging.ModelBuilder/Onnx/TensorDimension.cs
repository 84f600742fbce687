namespace Nudging.ModelBuilder.Onnx;

/// <summary>A dimension of a graph's input or output: a number, or a name for a number that the caller chooses.</summary>
internal readonly record struct TensorDimension
{
    private TensorDimension(long? size, string? name)
    {
        Size = size;
        Name = name;
    }

    public long? Size { get; }

    public string? Name { get; }

    public static implicit operator TensorDimension(long size) => new(size, null);

    public static implicit operator TensorDimension(string name) => new(null, name);
}
