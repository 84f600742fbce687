using System.Globalization;
using System.Numerics;
using System.Text;

namespace Nudging.ChatTemplates.Values;

/// <summary>Writes JSON as Python's <c>json.dumps</c> does.</summary>
internal sealed class JsonText(RenderContext context, string? indent, string itemSeparator, string keySeparator, bool isAscii, bool sortsKeys)
{
    private readonly StringBuilder _text = new();

    public string Write(object? value)
    {
        Append(value, 0);
        return context.Charged(_text.ToString());
    }

    private void Append(object? value, int depth)
    {
        context.Step();
        if (_text.Length > TemplateLimits.TextLength)
        {
            context.ChargeText(_text.Length);
        }

        switch (value)
        {
            case string or Markup:
                AppendString(PythonText.AsText(value)!);
                break;
            case ListValue list:
                AppendItems('[', ']', list.Items, depth, item => Append(item, depth + 1));
                break;
            case TupleValue tuple:
                AppendItems('[', ']', tuple.Items, depth, item => Append(item, depth + 1));
                break;
            case DictionaryValue dictionary:
                AppendItems('{', '}', Members(dictionary), depth, member => AppendMember(member, depth + 1));
                break;
            default:
                _text.Append(Simple(value) ?? throw new TemplateRuntimeException($"A value of type '{TypeNames.Of(value)}' cannot be written as JSON."));
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

    private void AppendMember(KeyValuePair<object?, object?> member, int depth)
    {
        AppendString(PythonText.AsText(member.Key) ?? Simple(member.Key) ?? throw new TemplateRuntimeException($"A value of type '{TypeNames.Of(member.Key)}' cannot be a key in JSON."));
        _text.Append(keySeparator);
        Append(member.Value, depth);
    }

    private void AppendItems<T>(char begin, char end, IReadOnlyList<T> items, int depth, Action<T> append)
    {
        _text.Append(begin);
        for (int i = 0; i < items.Count; i++)
        {
            _text.Append(i > 0 ? itemSeparator : "");
            AppendLine(depth + 1);
            append(items[i]);
        }

        if (items.Count > 0)
        {
            AppendLine(depth);
        }

        _text.Append(end);
    }

    private void AppendLine(int depth)
    {
        if (indent is not null)
        {
            context.ChargeText((long)indent.Length * depth);
            _text.Append('\n').Insert(_text.Length, indent, depth);
        }
    }

    private void AppendString(string value)
    {
        context.ChargeText(value.Length);
        _text.Append('"');
        foreach (char c in value)
        {
            _ = c switch
            {
                '"' => _text.Append("\\\""),
                '\\' => _text.Append(@"\\"),
                '\n' => _text.Append(@"\n"),
                '\r' => _text.Append(@"\r"),
                '\t' => _text.Append(@"\t"),
                '\f' => _text.Append(@"\f"),
                '\b' => _text.Append(@"\b"),
                < ' ' => _text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                > '~' when isAscii => _text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => _text.Append(c),
            };
        }

        _text.Append('"');
    }
}
