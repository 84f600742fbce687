using System.Text;

namespace Nudging.ChatTemplates.Values;

/// <summary>A text that is marked as safe HTML: text that is joined to the markup gets escaped.</summary>
internal sealed record Markup(string Text)
{
    /// <summary>Gets a text as markup if the value that the text was made from is markup, and as a string otherwise.</summary>
    public static object Like(object? source, string text) => source is Markup ? new Markup(text) : text;

    /// <summary>Gets the HTML of a value; only markup is not escaped.</summary>
    public static string Escape(RenderContext context, object? value) =>
        value is Markup markup ? markup.Text : Escape(context, PythonText.Str(context, value));

    private static string Escape(RenderContext context, string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            _ = c switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '\'' => escaped.Append("&#39;"),
                '"' => escaped.Append("&#34;"),
                _ => escaped.Append(c),
            };
        }

        return context.Charged(escaped.ToString());
    }
}
