using System.Globalization;
using System.Numerics;
using System.Text;

namespace Nudging.ChatTemplates.Values;

/// <summary>Writes JSON as Python's <c>json.dumps</c> does.</summary>
internal sealed class JsonText(RenderContext context, string? indent, string itemSeparator, string keySeparator, bool isAscii, bool sortsKeys)
{
    private readonly TextBuilder _text = new();

    /// <summary>Writes a value. Text of the variables, and the structure of their lists and dictionaries, is not template text.</summary>
    public TextValue Write(object? value)
    {
        Append(value, 0, isTemplate: true);
        return context.Charged(_text.ToValue());
    }

    private void Append(object? value, int depth, bool isTemplate)
    {
        context.Step();
        if (_text.Length > TemplateLimits.TextLength)
        {
            context.ChargeText(_text.Length);
        }

        switch (value)
        {
            case TextValue text:
                AppendString(text, isTemplate);
                break;
            case ListValue list:
                AppendItems('[', ']', list.Items, depth, !list.IsInput, item => Append(item, depth + 1, !list.IsInput));
                break;
            case TupleValue tuple:
                AppendItems('[', ']', tuple.Items, depth, isTemplate, item => Append(item, depth + 1, isTemplate));
                break;
            case DictionaryValue dictionary:
                AppendItems('{', '}', Members(dictionary), depth, !dictionary.IsInput, member => AppendMember(member, depth + 1, !dictionary.IsInput));
                break;
            default:
                _text.Append(Simple(value) ?? throw new TemplateRuntimeException($"A value of type '{TypeNames.Of(value)}' cannot be written as JSON."), isTemplate);
                break;
        }
    }

    private static string? Simple(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        BigInteger number => PythonNumber.ToText(number),
        double number => double.IsNaN(number) ? "NaN" : double.IsInfinity(number) ? (number > 0 ? "Infinity" : "-Infinity") : PythonNumber.ToText(number),
        _ => null,
    };

    private IReadOnlyList<KeyValuePair<object?, object?>> Members(DictionaryValue dictionary) => sortsKeys
        ? Comparison.Sort(context, dictionary.Items, item => item.Key, isReversed: false)
        : dictionary.Items;

    private void AppendMember(KeyValuePair<object?, object?> member, int depth, bool isTemplate)
    {
        TextValue? simple = Simple(member.Key) is { } key ? TextValue.Template(key) : null;
        AppendString(member.Key as TextValue ?? simple ?? throw new TemplateRuntimeException($"A value of type '{TypeNames.Of(member.Key)}' cannot be a key in JSON."), isTemplate);
        _text.Append(keySeparator, isTemplate);
        Append(member.Value, depth, isTemplate);
    }

    private void AppendItems<T>(char begin, char end, IReadOnlyList<T> items, int depth, bool isTemplate, Action<T> append)
    {
        _text.Append(begin, isTemplate);
        for (int i = 0; i < items.Count; i++)
        {
            _text.Append(i > 0 ? itemSeparator : "", isTemplate);
            AppendLine(depth + 1, isTemplate);
            append(items[i]);
        }

        if (items.Count > 0)
        {
            AppendLine(depth, isTemplate);
        }

        _text.Append(end, isTemplate);
    }

    private void AppendLine(int depth, bool isTemplate)
    {
        if (indent is not null)
        {
            context.ChargeText((long)indent.Length * depth);
            _text.Append('\n', isTemplate).Append(TextValue.Template(indent).Repeat(depth).Text, isTemplate);
        }
    }

    // The quotes count as template text only where the whole string does.
    private void AppendString(TextValue value, bool isTemplate)
    {
        context.ChargeText(value.Length);
        isTemplate &= value.IsTemplate;
        _text.Append('"', isTemplate).Append(value.MapRuns(Escaped)).Append('"', isTemplate);
    }

    private string Escaped(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (char c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append(@"\\"),
                '\n' => text.Append(@"\n"),
                '\r' => text.Append(@"\r"),
                '\t' => text.Append(@"\t"),
                '\f' => text.Append(@"\f"),
                '\b' => text.Append(@"\b"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                > '~' when isAscii => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        return text.ToString();
    }
}
