using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Nudging.Tool.Inflation;

namespace Nudging.Tool.Bench;

/// <summary>All that was found, in the shape that --json writes.</summary>
internal sealed record Report
{
    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public required ModeStatistics BaseOnly { get; init; }

    public required ModeStatistics AlignedOnly { get; init; }

    public required ModeStatistics Sequential { get; init; }

    public required ModeStatistics Speculative { get; init; }

    /// <summary>The tokens per second of speculative over those of base only.</summary>
    public double? SpeculativeToBase => ModeStatistics.Ratio(Speculative.TokensPerSecond, BaseOnly.TokensPerSecond);

    public double? SpeculativeToSequential => ModeStatistics.Ratio(Speculative.TokensPerSecond, Sequential.TokensPerSecond);

    public double? TokensPerBasePass => Speculative.TokensPerBasePass;

    public double OutsideRuntimeShare => Speculative.OutsideRuntimeShare;

    /// <summary>Whether speculative and sequential gave the same pieces of text on every question.</summary>
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
        BaseOnly = ModeStatistics.Of(measurements[BenchMode.BaseOnly]),
        AlignedOnly = ModeStatistics.Of(measurements[BenchMode.AlignedOnly]),
        Sequential = ModeStatistics.Of(measurements[BenchMode.Sequential]),
        Speculative = ModeStatistics.Of(measurements[BenchMode.Speculative]),
        Identical = !measurements.Differences().Any(),
        Inflated = inflated,
        Questions = measurements[BenchMode.Speculative][0].Count,
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
