using System.Text.Json;

namespace Nudging.Tool;

/// <summary>Reads files of questions: one JSON object a line, with a property <c>question</c>.</summary>
internal static class QuestionFile
{
    /// <summary>Reads at most a number of questions, spaced evenly over the file because neighbouring lines are often of one kind.</summary>
    /// <exception cref="FormatException">A line has no question, or the file has no line.</exception>
    public static IReadOnlyList<string> Read(string path, int maxCount)
    {
        List<string> all = [];
        foreach ((int index, string line) in File.ReadLines(path).Index())
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                all.Add(Parse(line) ?? throw new FormatException($"{path}, line {index + 1} must be a JSON object with a string \"question\"."));
            }
        }

        int count = Math.Min(maxCount, all.Count);
        return count > 0
            ? [.. Enumerable.Range(0, count).Select(i => all[(int)((long)i * all.Count / count)])]
            : throw new FormatException($"{path} has no question.");
    }

    private static string? Parse(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("question", out JsonElement question)
                && question.ValueKind == JsonValueKind.String
                    ? question.GetString()
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
