using DemoPair;

namespace AgentWithTools;

/// <summary>The arguments of the command line.</summary>
internal sealed record Arguments
{
    public string? Prompt { get; init; }

    public bool Json { get; init; }

    /// <summary>The file of prompts for --evaluate; null without it.</summary>
    public string? Evaluate { get; init; }

    public string BaseModelPath { get; init; } = DemoPairFiles.BaseModelPath;

    public string AlignedModelPath { get; init; } = DemoPairFiles.AlignedModelPath;

    public float? Threshold { get; init; }
}
