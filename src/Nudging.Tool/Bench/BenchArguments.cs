using Nudging.OnnxRuntime;
using Nudging.Tool.Inflation;

namespace Nudging.Tool.Bench;

/// <summary>What is measured, and how.</summary>
internal sealed record BenchArguments
{
    public required string BaseModelPath { get; init; }

    public required string AlignedModelPath { get; init; }

    public required string QuestionsPath { get; init; }

    /// <summary>The most questions to ask.</summary>
    public required int Count { get; init; }

    public required float Threshold { get; init; }

    /// <summary>The threads that compute one operation; null for the library's default.</summary>
    public int? Threads { get; init; }

    public required int Repetitions { get; init; }

    public required int MaxTokens { get; init; }

    /// <summary>The sizes to inflate the models to; null to measure them as they are.</summary>
    public InflatedSizes? Inflate { get; init; }

    public OnnxExecutionProvider? Provider { get; init; }

    /// <summary>Where the report goes as JSON: a file, "-" for the output; null for nowhere.</summary>
    public string? Json { get; init; }
}
