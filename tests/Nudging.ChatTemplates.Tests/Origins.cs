using System.Text.Json;

namespace Nudging.ChatTemplates.Tests;

/// <summary>Checks the segments of rendered prompts.</summary>
internal static class Origins
{
    /// <summary>Checks that the segments cover the prompt, in order, and that neighbours differ in origin.</summary>
    public static void AssertCovered(RenderedTemplate rendered)
    {
        int at = 0;
        bool? last = null;
        foreach (RenderedSegment segment in rendered.Segments)
        {
            Assert.Equal(at, segment.Start);
            Assert.True(segment.Length > 0);
            Assert.NotEqual(last, segment.IsTemplateText);
            last = segment.IsTemplateText;
            at += segment.Length;
        }

        Assert.Equal(rendered.Text.Length, at);
    }

    /// <summary>Checks that no template text has a character of a range.</summary>
    public static void AssertNotTemplateText(RenderedTemplate rendered, char low, char high) => Assert.All(
        rendered.Segments.Where(segment => segment.IsTemplateText),
        segment => Assert.Equal(-1, rendered.Text.AsSpan(segment.Start, segment.Length).IndexOfAnyInRange(low, high)));

    /// <summary>Checks that the characters of a range, and only these, are not template text.</summary>
    public static void AssertExact(RenderedTemplate rendered, char low, char high)
    {
        AssertCovered(rendered);
        AssertNotTemplateText(rendered, low, high);
        Assert.All(
            rendered.Segments.Where(segment => !segment.IsTemplateText),
            segment => Assert.Equal(-1, rendered.Text.AsSpan(segment.Start, segment.Length).IndexOfAnyExceptInRange(low, high)));
    }

    /// <summary>Gets the template text of a prompt, one string for each segment.</summary>
    public static string[] TemplateParts(RenderedTemplate rendered) =>
        [.. rendered.Segments.Where(segment => segment.IsTemplateText).Select(segment => rendered.Text.Substring(segment.Start, segment.Length))];

    /// <summary>Renders a template with variables of which each string is text of the application, and returns the whole message that the template raises.</summary>
    public static string? WholeMessage(ChatTemplate template, Dictionary<string, object?> variables)
    {
        Dictionary<string, object?> own = variables.ToDictionary(variable => variable.Key, variable => AsTemplateText(variable.Value));
        return Assert.Throws<ChatTemplateException>(() => template.Render(own, TestSupport.FrozenClock.Recorded)).TemplateMessage;
    }

    private static object? AsTemplateText(object? value) => value switch
    {
        string text => new TemplateText(text),
        JsonElement { ValueKind: JsonValueKind.String } json => new TemplateText(json.GetString()!),
        JsonElement { ValueKind: JsonValueKind.Array } json => json.EnumerateArray().Select(item => AsTemplateText(item)).ToArray(),
        JsonElement { ValueKind: JsonValueKind.Object } json => json.EnumerateObject().ToDictionary(member => member.Name, member => AsTemplateText(member.Value)),
        _ => value,
    };
}
