using System.Text;
using System.Text.Json;

namespace Nudging.ToolCalls;

/// <summary>Reads the arguments of <c>name.call(key="value", other=1)</c>.</summary>
internal static class CallExpression
{
    /// <summary>Reads arguments.</summary>
    /// <param name="text">The parentheses and what is in them.</param>
    /// <exception cref="ToolCallException">They are something else.</exception>
    public static JsonElement ReadArguments(string text)
    {
        var json = new StringBuilder("{");
        ReadOnlySpan<char> rest = text.AsSpan(1, text.Length - 2).Trim();
        while (rest.Length > 0)
        {
            int equals = rest.IndexOf('=');
            ReadOnlySpan<char> key = rest[..Math.Max(0, equals)].Trim();
            if (key.Length == 0 || key.ContainsAnyExcept(Characters.OfNames))
            {
                throw new ToolCallException("Its arguments are not named.");
            }

            rest = rest[(equals + 1)..];
            int end = ValueEnd(rest);
            json.Append(json.Length > 1 ? ", " : "").Append('"').Append(key).Append("\": ").Append(rest[..end]);
            rest = rest[Math.Min(rest.Length, end + 1)..].Trim();
        }

        return ToolCallJson.ReadArguments(json.Append('}').ToString());
    }

    private static int ValueEnd(ReadOnlySpan<char> text)
    {
        // The comma that is in no text and no bracket.
        var brackets = new BracketScan();
        brackets.Ends('(');
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == ',' && brackets.IsAtTop)
            {
                return i;
            }

            brackets.Ends(text[i]);
        }

        return text.Length;
    }
}
