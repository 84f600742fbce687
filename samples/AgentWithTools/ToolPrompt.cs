using System.Text.Json;

namespace AgentWithTools;

/// <summary>A prompt to judge by: one line of a prompts file.</summary>
internal sealed record ToolPrompt
{
    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web);

    public required string Prompt { get; init; }

    /// <summary>The function that is to be called.</summary>
    public required string Function { get; init; }

    /// <summary>An object with the arguments that it is to be given.</summary>
    public required JsonElement Arguments { get; init; }

    /// <summary>Decides whether an answer came about by the right call with the right arguments, and no other.</summary>
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

        return prompts.Count > 0 ? prompts : throw new FormatException($"{path} holds no prompt.");
    }
}
