using System.Globalization;
using Spectre.Console;

namespace Nudging.Tool.Bench;

/// <summary>Prints a report as a table.</summary>
internal static class BenchReportTable
{
    public static void Write(BenchReport report)
    {
        Table table = new Table { Border = Console.IsOutputRedirected ? TableBorder.None : TableBorder.Rounded }
            .AddColumn(string.Empty);
        foreach (string name in (string[])["base only", "aligned only", "sequential", "speculative"])
        {
            table.AddColumn(new TableColumn(name).RightAligned());
        }

        AddRow("tokens/s", "0.0", statistics => statistics.TokensPerSecond);
        AddRow("first token, ms", "0.0", statistics => statistics.TimeToFirstTokenMs);
        AddRow("tokens", "0", statistics => statistics.OutputTokens);
        AddRow("base passes", "0", statistics => statistics.BasePasses);
        AddRow("aligned passes", "0", statistics => statistics.AlignedPasses);
        AddRow("tokens per base pass", "0.00", statistics => statistics.TokensPerBasePass);
        AddRow("draft tokens accepted", "0 %", statistics => statistics.DraftAcceptance);
        AddRow("time outside ONNX Runtime", "0.0 %", statistics => statistics.OutsideRuntimeShare);
        AddRow("managed bytes per token", "N0", statistics => statistics.ManagedBytesPerToken);
        AnsiConsole.Write(table);
        foreach (string line in Lines(report))
        {
            Console.WriteLine(line);
        }

        void AddRow(string name, string format, Func<ModeStatistics, double?> value) => table.AddRow(
            [name, .. new[] { report.BaseOnly, report.AlignedOnly, report.Sequential, report.Speculative }.Select(statistics => Format(value(statistics), format))]);
    }

    private static IEnumerable<string> Lines(BenchReport report)
    {
        yield return $"speculative to base only: {Format(report.SpeculativeToBase, "0.00")} times the tokens/s; speculative to sequential: {Format(report.SpeculativeToSequential, "0.00")} times";
        yield return $"speculative and sequential answers identical: {YesOrNo(report.Identical)}";
        if (report.Inflated is { } inflated)
        {
            yield return $"inflated to {Format(inflated.Base, "N0")} and {Format(inflated.Aligned, "N0")} parameters; answers identical to the original pair: {YesOrNo(inflated.IdenticalToOriginal)}";
        }

        yield return $"{report.Questions} questions, {report.Repetitions} repetitions, threshold {Format(report.Threshold, "0.##")}, "
            + $"threads {report.Threads?.ToString(CultureInfo.InvariantCulture) ?? "by default"}, peak memory {Format(report.PeakMemoryBytes / 1e6, "N0")} MB";
        yield return $"{report.Machine.Processors} logical CPUs, {report.Machine.OperatingSystem}, {report.Machine.Architecture}, {report.Machine.Runtime}";
    }

    private static string Format(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "-";

    private static string YesOrNo(bool value) => value ? "yes" : "no";
}
