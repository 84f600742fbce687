using System.Collections;
using System.Globalization;
using System.Text.Json;

namespace Nudging.Chat;

/// <summary>A value that a request sets by key: a .NET value, a text, or a JSON element.</summary>
/// <param name="Name">The key, for messages.</param>
/// <param name="Value">The value.</param>
internal readonly record struct SettingValue(string Name, object? Value)
{
    /// <summary>Gets a value indicating whether the value is null.</summary>
    public bool IsNull => Value is null or JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined };

    private string? Text => TextOf(Value);

    /// <summary>Reads the value for an option.</summary>
    /// <param name="type">The type of the option.</param>
    /// <returns>The value, of that type.</returns>
    /// <exception cref="ArgumentException">The value cannot be read as that type.</exception>
    /// <exception cref="NotSupportedException">The type is not supported.</exception>
    public object ReadAs(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(float) ? (float)Number()
            : type == typeof(int) ? WholeNumber()
            : type == typeof(long) ? LongNumber()
            : type == typeof(bool) ? Flag()
            : type == typeof(IReadOnlyList<string>) ? Texts()
            : type.IsEnum ? Choice(type)
            : throw new NotSupportedException($"The setting '{Name}' is of type {type}, which is not supported.");
    }

    private static string? TextOf(object? value) => value switch
    {
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } element => element.GetString(),
        _ => null,
    };

    private double Number() => Value switch
    {
        JsonElement { ValueKind: JsonValueKind.Number } element => element.GetDouble(),
        float or double or decimal or sbyte or byte or short or ushort or int or uint or long or ulong =>
            Convert.ToDouble(Value, CultureInfo.InvariantCulture),
        _ => double.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : throw Wrong("a number"),
    };

    private int WholeNumber() => Number() is var number && number == Math.Truncate(number) && Math.Abs(number) <= int.MaxValue
        ? (int)number
        : throw Wrong("a whole number");

    // A double cannot hold every 64-bit integer.
    private long LongNumber()
    {
        if (Value is long or JsonElement { ValueKind: JsonValueKind.Number } && long.TryParse(Value.ToString(), CultureInfo.InvariantCulture, out long exact))
        {
            return exact;
        }

        return long.TryParse(Text, CultureInfo.InvariantCulture, out exact) ? exact : WholeNumber();
    }

    private bool Flag() => Value switch
    {
        bool flag => flag,
        JsonElement { ValueKind: JsonValueKind.True or JsonValueKind.False } element => element.GetBoolean(),
        _ => bool.TryParse(Text, out bool flag) ? flag : throw Wrong("true or false"),
    };

    // Reads the name of an enumeration value, in any case. The number of a value is refused.
    private object Choice(Type type)
    {
        string? text = Text;
        string[] names = Enum.GetNames(type);
        return Value!.GetType() == type ? Value
            : Array.Find(names, known => known.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } name ? Enum.Parse(type, name)
            : throw Wrong($"one of {string.Join(", ", names.Select(known => known.ToLowerInvariant()))}");
    }

    // A single text is read as a list of one text.
    private string[] Texts()
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

    private ArgumentException Wrong(string right) => new(string.Create(
        CultureInfo.InvariantCulture, $"The setting '{Name}' is {(Value is string ? $"'{Value}'" : Value)} ({Value?.GetType().Name}); it must be {right}."));
}
