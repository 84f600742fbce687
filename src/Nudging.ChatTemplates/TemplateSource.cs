namespace Nudging.ChatTemplates;

/// <summary>The text of a template, with line ends normalised as Jinja normalises them.</summary>
internal sealed class TemplateSource
{
    public TemplateSource(string template)
    {
        string text = template.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        Text = text.EndsWith('\n') ? text[..^1] : text;
    }

    public string Text { get; }

    public ChatTemplateException Error(string message, int position, bool isRaisedByTemplate = false)
    {
        ReadOnlySpan<char> before = Text.AsSpan(0, Math.Clamp(position, 0, Text.Length));
        return new(message, before.Count('\n') + 1, before.Length - before.LastIndexOf('\n'), isRaisedByTemplate);
    }
}
