using System.Reflection;
using System.Text.Json;

namespace Nudging.ChatTemplates.Tests;

/// <summary>The templates in Fixtures, and the prompts that Jinja renders for them (written by Fixtures/render.py).</summary>
internal static class Fixture
{
    private const string Prefix = "Nudging.ChatTemplates.Tests.Fixtures.";

    private static readonly Assembly Assembly = typeof(Fixture).Assembly;

    public static Dictionary<string, string> Templates { get; } = Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(".jinja", StringComparison.Ordinal))
        .ToDictionary(name => name[Prefix.Length..^".jinja".Length], Read);

    private static string[] Lines { get; } = Read(Prefix + "cases.jsonl").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static JsonElement Inputs { get; } = JsonDocument.Parse(Lines[0]).RootElement;

    public static IEnumerable<JsonElement> Cases => Lines.Skip(1).Select(line => JsonDocument.Parse(line).RootElement);

    /// <summary>Gets the variables of a case.</summary>
    public static Dictionary<string, object?> Variables(JsonElement recorded)
    {
        bool hasTools = recorded.GetProperty("has_tools").GetBoolean();
        return new()
        {
            ["messages"] = Inputs.GetProperty("conversations").GetProperty(recorded.GetProperty("conversation").GetString()!),
            ["tools"] = hasTools ? Inputs.GetProperty("tools") : null,
            ["add_generation_prompt"] = hasTools,
            ["bos_token"] = "<s>",
            ["eos_token"] = "</s>",
            ["x"] = 2,
        };
    }

    public static string Read(string resource)
    {
        using StreamReader reader = new(Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
