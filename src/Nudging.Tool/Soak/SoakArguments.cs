using Nudging.OnnxRuntime;

namespace Nudging.Tool.Soak;

/// <summary>What a pair has to stand, and for how long.</summary>
internal sealed record SoakArguments
{
    public required string BaseModelPath { get; init; }

    public required string AlignedModelPath { get; init; }

    public required string QuestionsPath { get; init; }

    public required int Requests { get; init; }

    /// <summary>How many ask at the same time.</summary>
    public required int Clients { get; init; }

    /// <summary>How many requests the pair serves at once.</summary>
    public required int Slots { get; init; }

    public required int MaxTokens { get; init; }

    /// <summary>What decides which request does what.</summary>
    public required int Seed { get; init; }

    public OnnxExecutionProvider? Provider { get; init; }

    /// <summary>Where the report goes as JSON: a file, "-" for the output; null for nowhere.</summary>
    public string? Json { get; init; }
}
