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
}
