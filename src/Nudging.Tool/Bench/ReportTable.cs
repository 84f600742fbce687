using System.Globalization;
using Spectre.Console;

namespace Nudging.Tool.Bench;

/// <summary>Shows a report to people.</summary>
internal static class ReportTable
{
    public static void Write(Report report)
    {
        Table table = new Table { Border = Console.IsOutputRedirected ? TableBorder.None : TableBorder.Rounded }
            .AddColumn(string.Empty);
        foreach (string name in (string[])["base only", "aligned only", "sequential", "speculative"])
        {
            table.AddColumn(new TableColumn(name).RightAligned());
        }

        AddRow("tokens/s", "0.0", figures => figures.TokensPerSecond);
        AddRow("first token, ms", "0.0", figures => figures.TimeToFirstTokenMs);
        AddRow("tokens", "0", figures => figures.OutputTokens);
        AddRow("base passes", "0", figures => figures.BasePasses);
        AddRow("aligned passes", "0", figures => figures.AlignedPasses);
        AddRow("tokens per base pass", "0.00", figures => figures.TokensPerBasePass);
        AddRow("drafts accepted", "0 %", figures => figures.DraftAcceptance);
        AddRow("time outside the runtime", "0.0 %", figures => figures.OutsideRuntimeShare);
        AddRow("managed bytes per token", "N0", figures => figures.ManagedBytesPerToken);
        AnsiConsole.Write(table);
        foreach (string line in Lines(report))
        {
            Console.WriteLine(line);
        }

        void AddRow(string name, string format, Func<ModeStatistics, double?> figure) => table.AddRow(
            [name, .. new[] { report.BaseOnly, report.AlignedOnly, report.Sequential, report.Speculative }.Select(figures => Format(figure(figures), format))]);
    }

    private static IEnumerable<string> Lines(Report report)
    {
        yield return $"speculative to base only: {Format(report.SpeculativeToBase, "0.00")} times the tokens/s; speculative to sequential: {Format(report.SpeculativeToSequential, "0.00")} times";
        yield return $"speculative and sequential say the same: {YesOrNo(report.Identical)}";
        if (report.Inflated is { } inflated)
        {
            yield return $"inflated to {Format(inflated.Base, "N0")} and {Format(inflated.Aligned, "N0")} parameters; they say what the plain pair says: {YesOrNo(inflated.IdenticalToPlain)}";
        }

        yield return $"{report.Questions} questions, {report.Repetitions} repetitions, threshold {Format(report.Threshold, "0.##")}, "
            + $"threads {report.Threads?.ToString(CultureInfo.InvariantCulture) ?? "by default"}, peak memory {Format(report.PeakMemoryBytes / 1e6, "N0")} MB";
        yield return $"{report.Machine.Processors} processors, {report.Machine.OperatingSystem}, {report.Machine.Architecture}, {report.Machine.Runtime}";
    }

    private static string Format(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "-";

    private static string YesOrNo(bool value) => value ? "yes" : "no";
}
