using System.Text;
using System.Text.Json;

namespace Nudging.ToolCalls;

/// <summary>Reads Python's keyword arguments, such as <c>(key="value", other=1)</c>. The values are JSON.</summary>
internal static class KeywordArguments
{
    /// <summary>Reads the arguments.</summary>
    /// <param name="text">The parentheses and the text between them.</param>
    /// <returns>A JSON object.</returns>
    /// <exception cref="ToolCallException">The text is not a list of keyword arguments.</exception>
    public static JsonElement Read(string text)
    {
        var json = new StringBuilder("{");
        ReadOnlySpan<char> rest = text.AsSpan(1, text.Length - 2).Trim();
        while (rest.Length > 0)
        {
            int equals = rest.IndexOf('=');
            ReadOnlySpan<char> key = rest[..Math.Max(0, equals)].Trim();
            if (key.Length == 0 || key.ContainsAnyExcept(NameCharacters.All))
            {
                throw new ToolCallException("An argument has no name.");
            }

            rest = rest[(equals + 1)..];
            int end = ValueEnd(rest);
            json.Append(json.Length > 1 ? ", " : "").Append('"').Append(key).Append("\": ").Append(rest[..end]);
            rest = rest[Math.Min(rest.Length, end + 1)..].Trim();
        }

        return ToolCallJson.ReadArguments(json.Append('}').ToString());
    }

    // The first comma outside of strings and brackets ends the value.
    private static int ValueEnd(ReadOnlySpan<char> text)
    {
        var brackets = default(BracketMatcher);
        brackets.Closes('(');
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == ',' && brackets.IsAtTopLevel)
            {
                return i;
            }

            brackets.Closes(text[i]);
        }

        return text.Length;
    }
}
