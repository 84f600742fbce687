using System.Text.Json;
using BenchmarkDotNet.Attributes;
using DemoPair;
using Nudging.Constraints;
using Nudging.Models;
using Nudging.OnnxRuntime;

namespace Nudging.Benchmarks;

/// <summary>Writes tokens by a model of the demo pair, freely and under a JSON schema. The ratio is that of the time per token.</summary>
public class ConstrainedDecodingBenchmarks
{
    private const int Tokens = 96;

    // More items than the tokens suffice for: a document does not end before.
    private const string Schema = """
        {
            "type": "array",
            "minItems": 50,
            "items": {
                "type": "object",
                "properties": {
                    "name": {"type": "string", "maxLength": 12},
                    "size": {"enum": ["small", "medium", "large"]},
                    "year": {"type": "integer", "minimum": 1000, "maximum": 2100}
                },
                "required": ["name", "size", "year"],
                "additionalProperties": false
            }
        }
        """;

    private OnnxLanguageModel? _model;
    private TextConstraint? _constraint;
    private int _requests;

    [GlobalSetup]
    public void Setup()
    {
        _model = OnnxLanguageModel.Load(DemoPairFiles.BaseModelPath);
        using var schema = JsonDocument.Parse(Schema);
        _constraint = TextConstraint.JsonSchema(schema.RootElement.Clone());
    }

    [GlobalCleanup]
    public void Cleanup() => _model?.Dispose();

    [Benchmark(Baseline = true, OperationsPerInvoke = Tokens)]
    public Task Free() => WriteAsync(null);

    [Benchmark(OperationsPerInvoke = Tokens)]
    public Task Constrained() => WriteAsync(new() { Constraint = _constraint });

    private async Task WriteAsync(SamplingOptions? sampling)
    {
        int written = 0;
        while (written < Tokens)
        {
            // A text that the model has continued before would be read from the cache.
            await using ILanguageModelSession session = _model!.CreateSession($"Question: Which are the towns of region {++_requests}?\nAnswer:", new() { Sampling = sampling });
            Continuation continuation = await session.ContinueAsync("", new() { MaxTokens = Tokens - written });
            written += Math.Max(1, continuation.Tokens.Count);
        }
    }
}
