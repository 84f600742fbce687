namespace Nudging.OnnxRuntime.Graphs;

/// <summary>An operator of a graph.</summary>
/// <param name="Operator">Its name.</param>
/// <param name="Inputs">The tensors it reads; empty where an optional one is left out.</param>
/// <param name="Outputs">The tensors it writes.</param>
/// <param name="Numbers">Its attributes that are numbers.</param>
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
/// <param name="Name">Its name.</param>
/// <param name="Type">The number of its element type.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Integer">Its value, where it is one 64-bit integer.</param>
internal sealed record GraphTensor(string Name, int Type, IReadOnlyList<long> Shape, long? Integer);
