using Nudging.OnnxRuntime;

namespace Nudging.Tool.Soak;

/// <summary>The arguments of <c>soak</c>.</summary>
internal sealed record SoakArguments
{
    public required string BaseModelPath { get; init; }

    public required string AlignedModelPath { get; init; }

    public required string QuestionsPath { get; init; }

    public required int Requests { get; init; }

    /// <summary>The number of concurrent clients.</summary>
    public required int Clients { get; init; }

    /// <summary>The number of requests that the pair serves concurrently.</summary>
    public required int Slots { get; init; }

    public required int MaxTokens { get; init; }

    /// <summary>The seed of the requests.</summary>
    public required int Seed { get; init; }

    public OnnxExecutionProvider? Provider { get; init; }

    /// <summary>The file for the report as JSON, "-" for standard output; null for none.</summary>
    public string? Json { get; init; }
}
