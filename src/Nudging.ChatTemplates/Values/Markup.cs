using System.Text;

namespace Nudging.ChatTemplates.Values;

/// <summary>A text that is marked as safe HTML: text that is joined to the markup gets escaped.</summary>
internal sealed class Markup(TextValue text) : TextValue(text)
{
    /// <summary>Gets a text as markup if the value that the text was made from is markup, and as a string otherwise.</summary>
    public static TextValue Like(object? source, TextValue text) => source is Markup ? new Markup(text) : text;

    /// <summary>Gets the HTML of a value; only markup is not escaped.</summary>
    public static TextValue Escape(RenderContext context, object? value) =>
        value is Markup markup ? markup.Plain : context.Charged(PythonText.Str(context, value).MapRuns(Escape));

    private static string Escape(string text)
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

        return escaped.ToString();
    }
}
