using Nudging.OnnxRuntime;

namespace ConsoleChat;

/// <summary>The arguments of the command line.</summary>
internal sealed record Arguments
{
    public string? Question { get; init; }

    public required bool Compare { get; init; }

    public required bool Json { get; init; }

    /// <summary>The file of questions for --evaluate; null without it.</summary>
    public string? Evaluate { get; init; }

    public required string BaseModelPath { get; init; }

    public required string AlignedModelPath { get; init; }

    public float? Threshold { get; init; }

    public OnnxExecutionProvider? Provider { get; init; }

    public int? MaxTokens { get; init; }
}
