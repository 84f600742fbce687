using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nudging.Constraints.Json;

/// <summary>Writes a given value in one form: compact, and with only the escapes that JSON requires.</summary>
internal static class JsonLiteral
{
    /// <summary>Writes a value.</summary>
    public static string Of(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject whole => $"{{{string.Join(',', whole.Select(member => $"{OfString(member.Key)}:{Of(member.Value)}"))}}}",
        JsonArray items => $"[{string.Join(',', items.Select(Of))}]",
        _ => value.GetValueKind() == JsonValueKind.String ? OfString(value.GetValue<string>()) : value.ToJsonString(),
    };

    /// <summary>Creates the node of a number as a parser creates the node, so that the number can be read as any type.</summary>
    public static JsonNode NodeOf(long number) => JsonNode.Parse(number.ToString(CultureInfo.InvariantCulture))!;

    /// <summary>Writes a value so that equal values have the same text.</summary>
    public static string Normalized(JsonNode? value) => value switch
    {
        JsonObject whole => $"{{{string.Join(',', whole.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => $"{OfString(member.Key)}:{Normalized(member.Value)}"))}}}",
        JsonArray items => $"[{string.Join(',', items.Select(Normalized))}]",
        JsonValue number when number.GetValueKind() == JsonValueKind.Number => number.GetValue<double>().ToString("R", CultureInfo.InvariantCulture),
        _ => Of(value),
    };

    /// <summary>Writes a string.</summary>
    public static string OfString(string text)
    {
        var written = new StringBuilder(text.Length + 2).Append('"');
        foreach (char unit in text)
        {
            _ = unit switch
            {
                '"' => written.Append("\\\""),
                '\\' => written.Append(@"\\"),
                '\n' => written.Append("\\n"),
                '\r' => written.Append("\\r"),
                '\t' => written.Append("\\t"),
                < ' ' => written.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}"),
                _ => written.Append(unit),
            };
        }

        return written.Append('"').ToString();
    }
}
