using Nudging.OnnxRuntime;

namespace Nudging.Tool.Chat;

/// <summary>The arguments of <c>chat</c>.</summary>
internal sealed record ChatArguments
{
    public required string BaseModelPath { get; init; }

    public required string AlignedModelPath { get; init; }

    /// <summary>The question; null for a conversation.</summary>
    public string? Prompt { get; init; }

    /// <summary>The system message; null for none.</summary>
    public string? System { get; init; }

    public required float Threshold { get; init; }

    public required int MaxTokens { get; init; }

    /// <summary>Whether the base model alone and the aligned model alone answer too.</summary>
    public required bool Compare { get; init; }

    /// <summary>Whether each answer is printed as one line of JSON.</summary>
    public required bool Json { get; init; }

    public OnnxExecutionProvider? Provider { get; init; }
}
