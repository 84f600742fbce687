using BenchmarkDotNet.Attributes;
using Nudging.Models;
using Nudging.OnnxRuntime.Sampling;

namespace Nudging.Benchmarks;

/// <summary>Chooses a token from the logits of vocabularies of usual sizes.</summary>
public class SamplingBenchmarks
{
    private readonly TokenSampler _sampler = new(new SamplingOptions { Temperature = 0.8f, TopP = 0.9f, Seed = 1 });
    private float[] _logits = [];
    private float[] _scratch = [];

    /// <summary>Gets or sets how many tokens the vocabulary has.</summary>
    [Params(1_024, 32_000, 151_936)]
    public int Vocabulary { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        _logits = [.. Enumerable.Range(0, Vocabulary).Select(_ => (float)(4 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
        _scratch = new float[Vocabulary];
    }

    [Benchmark(Baseline = true)]
    public int Greedy() => TokenPrediction.Read(_logits, _scratch).Id;

    [Benchmark]
    public int Sampled() => TokenPrediction.Read(_logits, _scratch, _sampler, new PredictionRequest(0, new SamplingPosition(0, 0))).Id;
}
