using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Onnx;

namespace Nudging.ModelBuilder.Decoders;

/// <summary>Reports the name of each matrix before another writer writes it.</summary>
/// <param name="inner">The other writer.</param>
/// <param name="report">Receives the names.</param>
internal sealed class ReportingWeightWriter(WeightWriter inner, Action<string> report) : WeightWriter(inner.Type)
{
    public override string Linear(OnnxGraphBuilder graph, string name, string x, WeightSource weight, WeightSource? bias)
    {
        report(weight.Name);
        return inner.Linear(graph, name, x, weight, bias);
    }

    public override string Embedding(OnnxGraphBuilder graph, string name, string ids, WeightSource weight)
    {
        report(weight.Name);
        return inner.Embedding(graph, name, ids, weight);
    }

    public override string Head(OnnxGraphBuilder graph, string name, string x, WeightSource weight, WeightSource? bias, bool isTied)
    {
        report(weight.Name);
        return inner.Head(graph, name, x, weight, bias, isTied);
    }
}
