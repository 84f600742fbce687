using Nudging.ModelBuilder.Conversion;
using Nudging.ModelBuilder.Hub;

namespace Nudging.Tool.Get;

/// <summary>The arguments of <c>get</c>.</summary>
internal sealed record GetArguments
{
    /// <summary>One or two names of models on the hub, or the name of a known pair.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>The folder of the model, or with two models the folder of their folders; null for <c>models</c>.</summary>
    public string? OutputPath { get; init; }

    /// <summary>The branch, tag or commit of models whose name has none; null for main.</summary>
    public string? Revision { get; init; }

    /// <summary>The form of the model; null for the best one.</summary>
    public HubModelForm? Form { get; init; }

    public ConversionTarget Target { get; init; }

    public WeightPrecision Precision { get; init; } = WeightPrecision.Int4;

    /// <summary>Whether a folder that an earlier conversion wrote is replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Whether only sizes are told.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>The file for the report as JSON, "-" for standard output; null for none.</summary>
    public string? Json { get; init; }
}
