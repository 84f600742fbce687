using System.Diagnostics;

namespace Nudging.Tool.Bench;

/// <summary>The result of <c>bench</c>, in the shape that --json writes.</summary>
internal sealed record BenchReport
{
    public required ModeStatistics BaseOnly { get; init; }

    public required ModeStatistics AlignedOnly { get; init; }

    public required ModeStatistics Sequential { get; init; }

    public required ModeStatistics Speculative { get; init; }

    /// <summary>Tokens per second of the speculative mode by those of the base model alone.</summary>
    public double? SpeculativeToBase => ModeStatistics.Ratio(Speculative.TokensPerSecond, BaseOnly.TokensPerSecond);

    /// <summary>Tokens per second of the speculative mode by those of the sequential mode.</summary>
    public double? SpeculativeToSequential => ModeStatistics.Ratio(Speculative.TokensPerSecond, Sequential.TokensPerSecond);

    public double? TokensPerBasePass => Speculative.TokensPerBasePass;

    public double OutsideRuntimeShare => Speculative.OutsideRuntimeShare;

    /// <summary>Whether the speculative and the sequential mode gave the same segments on every question.</summary>
    public required bool Identical { get; init; }

    public required InflationReport? Inflated { get; init; }

    public required int Questions { get; init; }

    public required int Repetitions { get; init; }

    public required float Threshold { get; init; }

    public required int MaxTokens { get; init; }

    public required int? Threads { get; init; }

    public required long PeakMemoryBytes { get; init; }

    public required Machine Machine { get; init; }

    public static BenchReport Of(Measurements measurements, BenchArguments arguments, InflationReport? inflated) => new()
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

    private static long PeakMemory()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
