using System.Text.Json;

namespace Nudging.Tool.Bench;

/// <summary>Reads questions, one JSON object a line.</summary>
internal static class Questions
{
    /// <summary>Reads some of a file's questions, taken evenly from all of it, since neighbours are often alike.</summary>
    /// <exception cref="FormatException">A line holds no question, or there is none.</exception>
    public static IReadOnlyList<string> Read(string path, int most)
    {
        List<string> all = [];
        foreach ((int index, string line) in File.ReadLines(path).Index())
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                all.Add(Parse(line) ?? throw new FormatException($"{path}, line {index + 1} is no JSON object with a text named \"question\"."));
            }
        }

        int count = Math.Min(most, all.Count);
        return count > 0
            ? [.. Enumerable.Range(0, count).Select(i => all[(int)((long)i * all.Count / count)])]
            : throw new FormatException($"{path} holds no question.");
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
