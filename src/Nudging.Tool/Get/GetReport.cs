using Nudging.ModelBuilder;
using Nudging.ModelBuilder.Hub;
using Nudging.Tool.Pairs;

namespace Nudging.Tool.Get;

/// <summary>What <c>get</c> did with a model, or would do, in the shape that --json writes.</summary>
internal sealed record GetReport
{
    public required string Repository { get; init; }

    /// <summary>The folder of the model.</summary>
    public required string Folder { get; init; }

    /// <summary>Whether the folder was there before, so that nothing was done.</summary>
    public bool WasThere { get; init; }

    /// <summary>The commit; null where nothing was asked.</summary>
    public string? Commit { get; init; }

    /// <summary>The licence that the model's card states; null where it states none.</summary>
    public string? License { get; init; }

    /// <summary>Whether the terms have to be accepted on the model's page.</summary>
    public bool IsGated { get; init; }

    public HubModelForm? Form { get; init; }

    /// <summary>The bytes that were, or would be, downloaded.</summary>
    public long DownloadBytes { get; init; }

    /// <summary>The bytes of the folder; estimated before the conversion.</summary>
    public long? FolderBytes { get; init; }

    /// <summary>The memory of the weights and of a cache, estimated; null where not known.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Writes the report of a dry run.</summary>
    public static IEnumerable<string> DryRunLines(IReadOnlyList<GetReport> reports)
    {
        foreach (GetReport report in reports)
        {
            yield return report.Repository;
            if (report.WasThere)
            {
                yield return Line("folder", $"{report.Folder}, which is there");
                continue;
            }

            yield return Line("commit", report.Commit ?? "not known");
            yield return Line("licence", (report.License ?? "not stated") + (report.IsGated ? "; the terms have to be accepted on the model's page" : string.Empty));
            yield return Line("form", report.Form switch
            {
                HubModelForm.GenAI => "a folder of onnxruntime-genai, used as it is",
                HubModelForm.Safetensors => "safetensors, converted",
                _ => "ONNX in the layout of transformers.js, used as it is",
            });
            yield return Line("download", ByteCount.Format(report.DownloadBytes));
            yield return Line("folder", $"{report.Folder}, {Estimated(report.FolderBytes)}");
            yield return Line("memory", report.MemoryBytes is null ? "not known" : $"{Estimated(report.MemoryBytes)} with {SizeEstimate.ContextTokens} tokens of context");
        }

        if (reports.Count > 1 && reports.Any(report => !report.WasThere))
        {
            yield return "both";
            yield return Line("download", ByteCount.Format(reports.Sum(report => report.DownloadBytes)));
            yield return Line("folder", Estimated(Sum(reports, report => report.FolderBytes)));
            yield return Line("memory", Estimated(Sum(reports, report => report.MemoryBytes)));
        }
    }

    /// <summary>Writes the report of a run.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<GetReport> reports)
    {
        foreach (GetReport report in reports)
        {
            string size = report.FolderBytes is long bytes ? $", {ByteCount.Format(bytes)}" : string.Empty;
            yield return report.WasThere
                ? $"{report.Folder} is there already{size}."
                : $"{report.Folder} holds {report.Repository}{size}, licence {report.License ?? "not stated"}.";
        }

        if (reports.Count == 2)
        {
            yield return $"Next: nudge chat {Argument(reports[0].Folder)} {Argument(reports[1].Folder)}";
        }
    }

    private static long? Sum(IEnumerable<GetReport> reports, Func<GetReport, long?> value) =>
        reports.Where(report => !report.WasThere).Aggregate((long?)0, (sum, report) => sum + value(report));

    private static string Estimated(long? bytes) => bytes is long known ? $"about {ByteCount.Format(known)}" : "not known";

    // nudge chat finds the folders below models by their names.
    private static string Argument(string path)
    {
        string name = Path.GetDirectoryName(path) == ModelLocator.ModelsFolder ? Path.GetFileName(path) : path;
        return name.Contains(' ', StringComparison.Ordinal) ? $"\"{name}\"" : name;
    }

    private static string Line(string label, string value) => $"  {label,-12}{value}";
}
