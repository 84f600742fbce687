using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nudging.Tool;

/// <summary>Writes the report of a command: as text, as JSON, or both.</summary>
internal static class ReportOutput
{
    // Not for web pages, so non-ASCII text is not escaped.
    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Writes a report.</summary>
    /// <param name="report">The report, to be written as JSON.</param>
    /// <param name="lines">The report as text.</param>
    /// <param name="json">The file for the JSON; "-" for standard output instead of the text; null for none.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static Task WriteAsync<T>(T report, IEnumerable<string> lines, string? json, CancellationToken cancellationToken) =>
        WriteAsync(report, () => Print(lines), json, cancellationToken);

    /// <summary>Writes a report.</summary>
    /// <param name="report">The report, to be written as JSON.</param>
    /// <param name="print">Prints the report as text.</param>
    /// <param name="json">The file for the JSON; "-" for standard output instead of the text; null for none.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task WriteAsync<T>(T report, Action print, string? json, CancellationToken cancellationToken)
    {
        string text = JsonSerializer.Serialize(report, JsonOptions);
        if (json == "-")
        {
            Console.WriteLine(text);
            return;
        }

        print();
        if (json is not null)
        {
            await File.WriteAllTextAsync(json, text + "\n", cancellationToken);
        }
    }

    private static void Print(IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            Console.WriteLine(line);
        }
    }
}
