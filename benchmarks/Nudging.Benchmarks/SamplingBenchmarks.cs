using System.Text;
using BenchmarkDotNet.Attributes;
using Nudging.Constraints;
using Nudging.Models;
using Nudging.OnnxRuntime.Sampling;

namespace Nudging.Benchmarks;

/// <summary>Chooses a token from the logits of vocabularies of usual sizes, freely and under a constraint.</summary>
public class SamplingBenchmarks
{
    private static readonly TextConstraintState Structure = TextConstraint.JsonObject.Start;

    private readonly TokenSampler _sampler = new(new SamplingOptions { Temperature = 0.8f, TopP = 0.9f, Seed = 1 });
    private TokenSampler? _constrained;
    private TextConstraintState? _inString;
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

        // Words of 1 to 8 ASCII characters, the punctuation of JSON included.
        byte[][] words = [.. Enumerable.Range(0, Vocabulary).Select(id => id < 256 ? [(byte)id] : Word(random))];
        _constrained = new(new SamplingOptions { Constraint = TextConstraint.JsonObject }, new TokenByteTable("benchmark", id => words[id], new HashSet<int>(), Vocabulary));
        _inString = Structure.Advance("{\"name\": \"Li"u8);
    }

    [Benchmark(Baseline = true)]
    public int Greedy() => TokenPrediction.Read(_logits, _scratch).Id;

    [Benchmark]
    public int Sampled() => TokenPrediction.Read(_logits, _scratch, _sampler, new PredictionRequest(0, new SamplingPosition(0, 0))).Id;

    /// <summary>Within a string, where nearly all tokens are allowed.</summary>
    [Benchmark]
    public int GreedyInString() => TokenPrediction.Read(_logits, _scratch, _constrained, new PredictionRequest(0, new SamplingPosition(0, 0), _inString)).Id;

    /// <summary>Before the document, where few tokens are allowed: the slowest case.</summary>
    [Benchmark]
    public int GreedyAtStructure() => TokenPrediction.Read(_logits, _scratch, _constrained, new PredictionRequest(0, new SamplingPosition(0, 0), Structure)).Id;

    private static byte[] Word(Random random) =>
        Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(i => i == 0 && random.Next(2) == 0 ? ' ' : (char)random.Next(0x21, 0x7F))));
}
