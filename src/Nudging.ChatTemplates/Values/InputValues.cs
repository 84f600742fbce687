using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nudging.ChatTemplates.Values;

/// <summary>Converts the variables of an application to the values of the interpreter.</summary>
internal static class InputValues
{
    private const int MaxDepth = 100;

    public static object? Convert(object? value) => Convert(value, 0);

    private static object? Convert(object? value, int depth) => depth > MaxDepth
        ? throw new ArgumentException($"A variable of a chat template is nested more than {MaxDepth} deep.")
        : value switch
        {
            null => null,
            bool or BigInteger or double => value,
            string text => TextValue.Untrusted(text),
            TemplateText text => text.Value,
            char or Guid or Uri => TextValue.Untrusted(value.ToString()!),
            sbyte or byte or short or ushort or int or uint or long => (BigInteger)System.Convert.ToInt64(value, CultureInfo.InvariantCulture),
            ulong number => (BigInteger)number,
            float number => double.Parse(number.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
            decimal number => (double)number,
            Enum => TextValue.Untrusted(value.ToString()!),
            JsonElement element => Convert(element),
            JsonDocument document => Convert(document.RootElement),
            JsonNode node => Parse(node.ToJsonString()),
            IEnumerable<KeyValuePair<string, object?>> members => Dictionary(members, depth),
            IDictionary members => Dictionary(Members(members), depth),
            IEnumerable items => new ListValue([.. items.Cast<object?>().Select(item => Convert(item, depth + 1))]) { IsInput = true },
            _ => throw new ArgumentException($"A chat template cannot read a variable of the type {value.GetType()}."),
        };

    private static DictionaryValue Dictionary(IEnumerable<KeyValuePair<string, object?>> members, int depth)
    {
        var dictionary = new DictionaryValue { IsInput = true };
        foreach ((string name, object? value) in members)
        {
            dictionary.Set(TextValue.Untrusted(name), Convert(value, depth + 1));
        }

        return dictionary;
    }

    private static IEnumerable<KeyValuePair<string, object?>> Members(IDictionary members)
    {
        foreach (DictionaryEntry member in members)
        {
            yield return new(member.Key as string ?? throw new ArgumentException($"The keys of a dictionary must be strings, not of the type {member.Key.GetType()}."), member.Value);
        }
    }

    private static object? Parse(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return Convert(document.RootElement);
    }

    private static object? Convert(JsonElement element)
    {
        try
        {
            return Read(element);
        }
        catch (InvalidOperationException e) when (e is not ObjectDisposedException)
        {
            // JSON can escape half of a surrogate pair; no string has such a value.
            throw new ArgumentException("A string in the JSON of a variable is not valid Unicode: the string escapes a lone surrogate.", e);
        }
    }

    private static object? Read(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                return TextValue.Untrusted(element.GetString()!);
            case JsonValueKind.Number:
                return ConvertNumber(element.GetRawText());
            case JsonValueKind.True or JsonValueKind.False:
                return element.GetBoolean();
            case JsonValueKind.Array:
                return new ListValue([.. element.EnumerateArray().Select(Read)]) { IsInput = true };
            case JsonValueKind.Object:
                var dictionary = new DictionaryValue { IsInput = true };
                foreach (JsonProperty member in element.EnumerateObject())
                {
                    dictionary.Set(TextValue.Untrusted(member.Name), Read(member.Value));
                }

                return dictionary;
            default:
                return null;
        }
    }

    // 12.0 and 1e2 are floating-point numbers, as in Python.
    private static object ConvertNumber(string number) => number.AsSpan().IndexOfAny('.', 'e', 'E') >= 0
        ? double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture)
        : BigInteger.Parse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
