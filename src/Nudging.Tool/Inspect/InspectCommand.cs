using System.Text.Encodings.Web;
using System.Text.Json;

namespace Nudging.Tool.Inspect;

/// <summary>Loads one model or a pair as an application would, and says what they are.</summary>
internal static class InspectCommand
{
    private const int Succeeded = 0;

    // For people and programs alike: names as they are, not escaped for a web page.
    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static async Task<int> RunAsync(InspectArguments arguments, CancellationToken cancellationToken)
    {
        InspectedModel model = InspectedModel.Load(arguments.ModelPath, arguments.Provider);
        if (arguments.AlignedModelPath is null)
        {
            await WriteAsync(model.Report, ReportText.Of(model.Report), arguments.Json, cancellationToken);
        }
        else
        {
            PairReport pair = PairReport.Of(model, InspectedModel.Load(arguments.AlignedModelPath, arguments.Provider));
            await WriteAsync(pair, ReportText.Of(pair), arguments.Json, cancellationToken);
        }

        return Succeeded;
    }

    private static async Task WriteAsync<T>(T report, IEnumerable<string> lines, string? json, CancellationToken cancellationToken)
    {
        if (json == "-")
        {
            Console.WriteLine(JsonSerializer.Serialize(report, JsonOptions));
            return;
        }

        foreach (string line in lines)
        {
            Console.WriteLine(line);
        }

        if (json is not null)
        {
            await File.WriteAllTextAsync(json, JsonSerializer.Serialize(report, JsonOptions) + "\n", cancellationToken);
        }
    }
}
