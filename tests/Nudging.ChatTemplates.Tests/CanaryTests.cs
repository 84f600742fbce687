using System.Text.Json;
using System.Text.RegularExpressions;
using Nudging.TestSupport;

namespace Nudging.ChatTemplates.Tests;

/// <summary>In published templates, no character of a message or of a tool is template text.</summary>
public sealed partial class CanaryTests
{
    [Fact]
    public void Rendering_a_fixture_with_marked_messages_keeps_the_marks_out_of_template_text()
    {
        (ChatTemplate Template, Dictionary<string, object?> Variables)[] cases = [.. Fixture.Cases.Select(recorded =>
            (ChatTemplate.Parse(Fixture.Templates[recorded.GetProperty("template").GetString()!]), Fixture.Variables(recorded)))];

        AssertMarksAreNotTemplateText(cases, atLeast: cases.Length / 2);
    }

    [Fact]
    public void Rendering_a_published_template_with_marked_messages_keeps_the_marks_out_of_template_text()
    {
        (ChatTemplate Template, Dictionary<string, object?> Variables)[] cases = [.. Recorded()];

        AssertMarksAreNotTemplateText(cases, atLeast: cases.Length / 2);
    }

    [Fact]
    public void Control_tokens_of_published_templates_are_template_text()
    {
        int found = 0;
        foreach ((ChatTemplate template, Dictionary<string, object?> variables) in Recorded())
        {
            RenderedTemplate? rendered = Render(template, Mapped(variables, text => text));
            if (rendered is null || ControlToken().IsMatch($"{variables["messages"]}{variables["tools"]}"))
            {
                continue;
            }

            foreach (Match match in ControlToken().Matches(rendered.Text))
            {
                found++;
                Assert.Contains(rendered.Segments, segment => segment.IsTemplateText && segment.Start <= match.Index && match.Index + match.Length <= segment.Start + segment.Length);
            }
        }

        Assert.InRange(found, 3000, int.MaxValue);
    }

    [GeneratedRegex(@"<\|[a-z_]+\|>|</?s>|\[/?INST\]|<(start|end)_of_turn>")]
    private static partial Regex ControlToken();

    private static void AssertMarksAreNotTemplateText((ChatTemplate Template, Dictionary<string, object?> Variables)[] cases, int atLeast)
    {
        int marked = 0;
        foreach ((ChatTemplate template, Dictionary<string, object?> variables) in cases)
        {
            if (Render(template, variables) is { } plain)
            {
                Origins.AssertCovered(plain);
                Assert.Equal(template.Render(variables, FrozenClock.Recorded), plain.Text);
            }

            // A template can refuse a marked message; the same template then refuses the other marks.
            RenderedTemplate? one = Render(template, Mapped(variables, text => text + "\uE000"));
            RenderedTemplate? other = Render(template, Mapped(variables, text => text + "\uE001\uE002\uE001"));
            Assert.Equal(one is null, other is null);
            if (one is null || other is null)
            {
                continue;
            }

            marked += one.Text.Contains('\uE000', StringComparison.Ordinal) ? 1 : 0;
            Origins.AssertNotTemplateText(one, '\uE000', '\uE002');
            Origins.AssertNotTemplateText(other, '\uE000', '\uE002');
            Assert.Equal(Origins.TemplateParts(one), Origins.TemplateParts(other));
        }

        Assert.InRange(marked, atLeast, cases.Length);
    }

    private static IEnumerable<(ChatTemplate Template, Dictionary<string, object?> Variables)> Recorded()
    {
        string cases = SharedData.Require("chat-templates", "cases.jsonl");
        Dictionary<string, ChatTemplate> templates = [];
        foreach (string line in File.ReadLines(cases))
        {
            JsonElement recorded = JsonDocument.Parse(line).RootElement;
            string name = recorded.GetProperty("template").GetString()!;
            if (!templates.TryGetValue(name, out ChatTemplate? template))
            {
                template = templates[name] = ChatTemplate.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(cases)!, $"{name}.jinja")));
            }

            yield return (template, RecordedTemplatesTests.Variables(recorded));
        }
    }

    private static RenderedTemplate? Render(ChatTemplate template, Dictionary<string, object?> variables)
    {
        try
        {
            return template.RenderSegments(variables, FrozenClock.Recorded);
        }
        catch (ChatTemplateException)
        {
            return null;
        }
    }

    // Marks each string of the variables but roles and types, which templates compare, and tokens, which are template text.
    private static Dictionary<string, object?> Mapped(Dictionary<string, object?> variables, Func<string, string> map) => variables.ToDictionary(
        variable => variable.Key,
        variable => variable.Key.EndsWith("_token", StringComparison.Ordinal) && variable.Value is string token ? new TemplateText(token)
            : variable.Value is JsonElement json ? Mapped(json, map) : variable.Value);

    private static object? Mapped(JsonElement json, Func<string, string> map) => json.ValueKind switch
    {
        JsonValueKind.String => map(json.GetString()!),
        JsonValueKind.Array => json.EnumerateArray().Select(item => Mapped(item, map)).ToArray(),
        JsonValueKind.Object => json.EnumerateObject().ToDictionary(
            member => member.Name,
            member => member.Name is "role" or "type" && member.Value.ValueKind == JsonValueKind.String ? new TemplateText(member.Value.GetString()!) : Mapped(member.Value, map)),
        _ => json,
    };
}
