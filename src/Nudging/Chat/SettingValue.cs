using System.Collections;
using System.Globalization;
using System.Text.Json;

namespace Nudging.Chat;

/// <summary>A setting as it arrives with a request: whatever the caller's dictionary, JSON file, YAML file or serializer made of it.</summary>
/// <param name="Name">The setting's name, for messages.</param>
/// <param name="Value">The value.</param>
internal readonly record struct SettingValue(string Name, object? Value)
{
    /// <summary>Gets a value indicating whether nothing is set.</summary>
    public bool IsNull => Value is null or JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined };

    /// <summary>Reads a number.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public double Number() => Value switch
    {
        JsonElement { ValueKind: JsonValueKind.Number } element => element.GetDouble(),
        float or double or decimal or sbyte or byte or short or ushort or int or uint or long or ulong =>
            Convert.ToDouble(Value, CultureInfo.InvariantCulture),
        _ => double.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : throw Wrong("a number"),
    };

    /// <summary>Reads a whole number.</summary>
    /// <exception cref="ArgumentException">It is none, or too great.</exception>
    public int WholeNumber() => Number() is var number && number == Math.Truncate(number) && Math.Abs(number) <= int.MaxValue
        ? (int)number
        : throw Wrong("a whole number");

    /// <summary>Reads a whole number of up to 64 bits.</summary>
    /// <exception cref="ArgumentException">It is none, or too great.</exception>
    public long LongNumber()
    {
        if (Value is long or JsonElement { ValueKind: JsonValueKind.Number } && long.TryParse(Value.ToString(), CultureInfo.InvariantCulture, out long exact))
        {
            return exact;
        }

        return long.TryParse(Text, CultureInfo.InvariantCulture, out exact) ? exact : WholeNumber();
    }

    /// <summary>Reads a yes or no.</summary>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public bool Flag() => Value switch
    {
        bool flag => flag,
        JsonElement { ValueKind: JsonValueKind.True or JsonValueKind.False } element => element.GetBoolean(),
        _ => bool.TryParse(Text, out bool flag) ? flag : throw Wrong("true or false"),
    };

    /// <summary>Reads the name of a value of an enumeration, in any case.</summary>
    /// <typeparam name="T">The enumeration.</typeparam>
    /// <exception cref="ArgumentException">It is none of the names.</exception>
    public T Choice<T>()
        where T : struct, Enum
    {
        string? text = Text;
        string? name = Array.Find(Enum.GetNames<T>(), known => known.Equals(text, StringComparison.OrdinalIgnoreCase));
        return Value is T value ? value
            : name is not null ? Enum.Parse<T>(name)
            : throw Wrong($"one of {string.Join(", ", Enum.GetNames<T>().Select(known => known.ToLowerInvariant()))}");
    }

    /// <summary>Reads a list of texts; a single text is a list of one.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public string[] Texts()
    {
        if (Text is { } single)
        {
            return [single];
        }

        IEnumerable? entries = Value is JsonElement { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : Value as IEnumerable;
        List<string> texts = [];
        foreach (object? entry in entries ?? throw Wrong("a list of texts"))
        {
            texts.Add(TextOf(entry) ?? throw Wrong("a list of texts"));
        }

        return [.. texts];
    }

    private string? Text => TextOf(Value);

    private static string? TextOf(object? value) => value switch
    {
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } element => element.GetString(),
        _ => null,
    };

    private ArgumentException Wrong(string right) => new(string.Create(
        CultureInfo.InvariantCulture, $"The setting '{Name}' is {(Value is string ? $"'{Value}'" : Value)} ({Value?.GetType().Name}); it must be {right}."));
}
