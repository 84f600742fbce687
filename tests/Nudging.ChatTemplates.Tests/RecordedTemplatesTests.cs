using System.Text.Json;
using Nudging.ChatTemplates;
using Nudging.TestSupport;

namespace Nudging.ChatTemplates.Tests;

/// <summary>Published templates render the prompts that Jinja rendered, and fail where Jinja failed.</summary>
public sealed class RecordedTemplatesTests
{
    [Fact]
    public void Rendering_a_published_template_gives_the_recorded_text_or_error()
    {
        string cases = SharedData.Require("chat-templates", "cases.jsonl");
        Dictionary<string, ChatTemplate> templates = [];
        List<string> differences = [];
        int count = 0;
        foreach (string line in File.ReadLines(cases))
        {
            JsonElement recorded = JsonDocument.Parse(line).RootElement;
            string name = recorded.GetProperty("template").GetString()!;
            if (!templates.TryGetValue(name, out ChatTemplate? template))
            {
                template = templates[name] = ChatTemplate.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(cases)!, $"{name}.jinja")));
            }

            count++;
            if (Difference(template, recorded) is { } difference)
            {
                differences.Add($"{name} {recorded.GetProperty("case")}: {difference}");
            }
        }

        Assert.True(differences.Count == 0, $"{differences.Count} of {count} cases differ:\n{string.Join('\n', differences.Take(10))}");
        Assert.True(count >= 1000, $"Only {count} cases are recorded.");
    }

    private static string? Difference(ChatTemplate template, JsonElement recorded)
    {
        string? expected = recorded.TryGetProperty("expected", out JsonElement text) ? text.GetString() : null;
        try
        {
            string actual = template.Render(Variables(recorded), FrozenClock.Recorded);
            return actual == expected ? null : $"expected {expected ?? "an error"}\nactual {actual}";
        }
        catch (ChatTemplateException e)
        {
            bool isRaised = !recorded.TryGetProperty("error_type", out JsonElement type) || type.GetString() == "TemplateError";
            return expected is not null || e.IsRaisedByTemplate != isRaised || (isRaised && Origins.WholeMessage(template, Variables(recorded)) != recorded.GetProperty("expected_error").GetString())
                ? $"expected {expected ?? recorded.GetProperty("expected_error").GetString()}\nactual {e.Message}"
                : null;
        }
    }

    internal static Dictionary<string, object?> Variables(JsonElement recorded)
    {
        Dictionary<string, object?> variables = new()
        {
            ["messages"] = recorded.GetProperty("messages"),
            ["tools"] = recorded.GetProperty("tools"),
            ["documents"] = null,
            ["add_generation_prompt"] = recorded.GetProperty("add_generation_prompt"),
        };
        foreach (string token in (string[])["bos_token", "eos_token"])
        {
            if (recorded.GetProperty(token).GetString() is { } text)
            {
                variables[token] = text;
            }
        }

        if (recorded.TryGetProperty("extra", out JsonElement extra))
        {
            foreach (JsonProperty variable in extra.EnumerateObject())
            {
                variables[variable.Name] = variable.Value;
            }
        }

        return variables;
    }
}
