using System.Text.Json;

namespace ConsoleChat;

/// <summary>A question with the expected answer: one line of a file for --evaluate.</summary>
internal sealed record Question
{
    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web);

    [System.Text.Json.Serialization.JsonPropertyName("question")]
    public required string Text { get; init; }

    public required string Answer { get; init; }

    public string? Kind { get; init; }

    /// <summary>"tune" for questions that were inspected during the development of the models, "held" for held-out questions.</summary>
    public required string Split { get; init; }

    public static IReadOnlyList<Question> Read(string path)
    {
        List<Question> questions = [];
        foreach ((string line, int index) in File.ReadLines(path).Select((line, index) => (line, index)))
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            try
            {
                questions.Add(JsonSerializer.Deserialize<Question>(line, JsonOptions)!);
            }
            catch (JsonException e)
            {
                throw new FormatException($"{path}, line {index + 1}: {e.Message}", e);
            }
        }

        return questions.Count > 0 ? questions : throw new FormatException($"{path} has no question.");
    }
}
