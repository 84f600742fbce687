using Nudging.OnnxRuntime;
using Nudging.Tool.Inflation;

namespace Nudging.Tool.Bench;

/// <summary>The arguments of <c>bench</c>.</summary>
internal sealed record BenchArguments
{
    public required string BaseModelPath { get; init; }

    public required string AlignedModelPath { get; init; }

    public required string QuestionsPath { get; init; }

    /// <summary>The maximum number of questions.</summary>
    public required int Count { get; init; }

    public required float Threshold { get; init; }

    /// <summary>The threads of one operator; null for the default of the library.</summary>
    public int? Threads { get; init; }

    public required int Repetitions { get; init; }

    public required int MaxTokens { get; init; }

    /// <summary>The sizes to inflate the models to; null to measure the models themselves.</summary>
    public InflatedSizes? Inflate { get; init; }

    public OnnxExecutionProvider? Provider { get; init; }

    /// <summary>The file for the report as JSON, "-" for standard output; null for none.</summary>
    public string? Json { get; init; }
}
