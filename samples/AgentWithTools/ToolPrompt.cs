using System.Text.Json;

namespace AgentWithTools;

/// <summary>A prompt with the expected call: one line of a file for --evaluate.</summary>
internal sealed record ToolPrompt
{
    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web);

    public required string Prompt { get; init; }

    /// <summary>The function that the agent must call.</summary>
    public required string Function { get; init; }

    /// <summary>The arguments of the call, a JSON object.</summary>
    public required JsonElement Arguments { get; init; }

    /// <summary>Tells whether an answer has exactly the expected call.</summary>
    public bool IsCalledBy(ToolAnswer answer) =>
        answer.Calls is [{ } call] && call.Function == Function && JsonElement.DeepEquals(call.Arguments, Arguments);

    public static IReadOnlyList<ToolPrompt> Read(string path)
    {
        List<ToolPrompt> prompts = [];
        foreach ((string line, int index) in File.ReadLines(path).Select((line, index) => (line, index)))
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            try
            {
                prompts.Add(JsonSerializer.Deserialize<ToolPrompt>(line, JsonOptions)!);
            }
            catch (JsonException e)
            {
                throw new FormatException($"{path}, line {index + 1}: {e.Message}", e);
            }
        }

        return prompts.Count > 0 ? prompts : throw new FormatException($"{path} has no prompt.");
    }
}
