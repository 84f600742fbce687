namespace Nudging.OnnxRuntime.Graphs;

/// <summary>An operator of a graph.</summary>
/// <param name="Operator">The name of the operator.</param>
/// <param name="Inputs">The tensors that the operator reads; an empty name where an optional input is left out.</param>
/// <param name="Outputs">The tensors that the operator writes.</param>
/// <param name="Numbers">The numeric attributes.</param>
internal sealed record GraphNode(
    string Operator,
    IReadOnlyList<string> Inputs,
    IReadOnlyList<string> Outputs,
    IReadOnlyDictionary<string, double> Numbers)
{
    public double Number(string name) => Numbers.GetValueOrDefault(name);

    public string Input(int index) => Inputs.ElementAtOrDefault(index) ?? string.Empty;
}

/// <summary>A constant of a graph, without its values.</summary>
/// <param name="Name">The name of the constant.</param>
/// <param name="Type">The element type, as a number of onnx.proto.</param>
/// <param name="Shape">The shape.</param>
/// <param name="Storage">The place of the values in an external file, "FILE:OFFSET"; <see langword="null"/> for values inside the model file.</param>
/// <param name="Integer">The value of a constant that is one 64-bit integer.</param>
internal sealed record GraphTensor(string Name, int Type, IReadOnlyList<long> Shape, string? Storage, long? Integer)
{
    /// <summary>Gets the number of elements.</summary>
    public long Count => Shape.Aggregate(1L, (count, size) => count * size);
}
