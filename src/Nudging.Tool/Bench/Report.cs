using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Nudging.Tool.Inflation;

namespace Nudging.Tool.Bench;

/// <summary>All that was found, in the shape that --json writes.</summary>
internal sealed record Report
{
    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public required WayFigures BaseOnly { get; init; }

    public required WayFigures AlignedOnly { get; init; }

    public required WayFigures Literal { get; init; }

    public required WayFigures Fast { get; init; }

    /// <summary>The tokens per second of fast over those of base only.</summary>
    public double? RatioFastToBase => WayFigures.Ratio(Fast.TokensPerSecond, BaseOnly.TokensPerSecond);

    public double? RatioFastToLiteral => WayFigures.Ratio(Fast.TokensPerSecond, Literal.TokensPerSecond);

    public double? TokensPerBasePass => Fast.TokensPerBasePass;

    public double OutsideRuntimeShare => Fast.OutsideRuntimeShare;

    /// <summary>Whether fast and literal gave the same pieces of text on every question.</summary>
    public required bool Identical { get; init; }

    public required InflationReport? Inflated { get; init; }

    public required int Questions { get; init; }

    public required int Repetitions { get; init; }

    public required float Threshold { get; init; }

    public required int MaxTokens { get; init; }

    public required int? Threads { get; init; }

    public required long PeakMemoryBytes { get; init; }

    public required Machine Machine { get; init; }

    public static Report Of(Measurements measurements, BenchArguments arguments, InflationReport? inflated) => new()
    {
        BaseOnly = WayFigures.Of(measurements[Way.BaseOnly]),
        AlignedOnly = WayFigures.Of(measurements[Way.AlignedOnly]),
        Literal = WayFigures.Of(measurements[Way.Literal]),
        Fast = WayFigures.Of(measurements[Way.Fast]),
        Identical = !measurements.Differences().Any(),
        Inflated = inflated,
        Questions = measurements[Way.Fast][0].Count,
        Repetitions = arguments.Repetitions,
        Threshold = arguments.Threshold,
        MaxTokens = arguments.MaxTokens,
        Threads = arguments.Threads,
        PeakMemoryBytes = PeakMemory(),
        Machine = Machine.ThisOne,
    };

    public string ToJson() => JsonSerializer.Serialize(this, JsonOptions);

    private static long PeakMemory()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}

/// <summary>The sizes of inflated models, and whether they answered as the models they were made from.</summary>
internal sealed record InflationReport(long Base, long Aligned, bool IdenticalToPlain)
{
    public InflationReport(InflatedSizes sizes, bool identicalToPlain)
        : this(sizes.Base, sizes.Aligned, identicalToPlain)
    {
    }
}

/// <summary>What it was measured on; nothing that tells whose machine it is.</summary>
internal sealed record Machine(int Processors, string Architecture, string OperatingSystem, string Runtime)
{
    public static Machine ThisOne => new(
        Environment.ProcessorCount,
        RuntimeInformation.ProcessArchitecture.ToString(),
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription);
}
