using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Nudging.ChatTemplates.Values;

/// <summary>Writes values as Python's <c>str</c> and <c>repr</c> do.</summary>
internal static class PythonText
{
    /// <summary>Gets the white space characters of Python.</summary>
    public static SearchValues<char> Spaces { get; } = SearchValues.Create(
        [.. Enumerable.Range(0, char.MaxValue + 1).Select(c => (char)c).Where(c => char.IsWhiteSpace(c) || c is >= '\x1C' and <= '\x1F')]);

    public static bool IsSpace(char c) => Spaces.Contains(c);

    public static string Trim(string text) => TrimStart(TrimEnd(text));

    public static string TrimEnd(string text) => text[..(text.AsSpan().LastIndexOfAnyExcept(Spaces) + 1)];

    public static string TrimStart(string text)
    {
        int start = text.AsSpan().IndexOfAnyExcept(Spaces);
        return start < 0 ? "" : text[start..];
    }

    /// <summary>Gets the text of a string or of markup; <see langword="null"/> for another type.</summary>
    public static string? AsText(object? value) => value as string ?? (value as Markup)?.Text;

    public static string Str(RenderContext context, object? value) => value switch
    {
        string text => text,
        Markup markup => markup.Text,
        Undefined => "",
        _ => Repr(context, value),
    };

    public static string Repr(RenderContext context, object? value)
    {
        var text = new StringBuilder();
        AppendRepr(context, text, value);
        return context.Charged(text.ToString());
    }

    private static void AppendRepr(RenderContext context, StringBuilder text, object? value)
    {
        context.Step();
        if (text.Length > TemplateLimits.TextLength)
        {
            context.ChargeText(text.Length);
        }

        switch (value)
        {
            case string plain:
                context.ChargeText(plain.Length);
                AppendQuoted(text, plain);
                break;
            case Markup markup:
                AppendQuoted(text.Append("Markup("), markup.Text);
                text.Append(')');
                break;
            case ListValue list:
                AppendItems(context, text.Append('['), list.Items).Append(']');
                break;
            case TupleValue tuple:
                AppendItems(context, text.Append('('), tuple.Items).Append(tuple.Items.Length == 1 ? ",)" : ")");
                break;
            case DictionaryView view:
                AppendItems(context, text.Append(view.TypeName).Append("(["), view.Items).Append("])");
                break;
            case DictionaryValue dictionary:
                AppendDictionary(context, text, dictionary);
                break;
            case NamespaceValue variables:
                AppendDictionary(context, text.Append("<Namespace "), variables.Items);
                text.Append('>');
                break;
            default:
                text.Append(Simple(value));
                break;
        }
    }

    private static string Simple(object? value) => value switch
    {
        null => "None",
        bool flag => flag ? "True" : "False",
        BigInteger number => PythonNumber.ToText(number),
        double number => PythonNumber.ToText(number),
        RangeValue range => string.Create(CultureInfo.InvariantCulture, $"range({range.Start}, {range.Stop}{(range.Step == 1 ? "" : $", {range.Step}")})"),
        LoopValue loop => loop.Describe(),
        MacroValue macro => $"<Macro '{macro.Name}'>",
        Callable callable => $"<function {callable.Name}>",
        GeneratorValue generator => $"<{generator.Description}>",
        _ => "Undefined",
    };

    private static StringBuilder AppendItems(RenderContext context, StringBuilder text, IEnumerable<object?> items)
    {
        string separator = "";
        foreach (object? item in items)
        {
            text.Append(separator);
            AppendRepr(context, text, item);
            separator = ", ";
        }

        return text;
    }

    private static void AppendDictionary(RenderContext context, StringBuilder text, DictionaryValue dictionary)
    {
        text.Append('{');
        string separator = "";
        foreach ((object? key, object? value) in dictionary.Items)
        {
            text.Append(separator);
            AppendRepr(context, text, key);
            text.Append(": ");
            AppendRepr(context, text, value);
            separator = ", ";
        }

        text.Append('}');
    }

    private static void AppendQuoted(StringBuilder text, string value)
    {
        char quote = value.Contains('\'', StringComparison.Ordinal) && !value.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        text.Append(quote);
        for (int at = 0; at < value.Length;)
        {
            int length = CodePoints.LengthAt(value, at);
            AppendQuoted(text, value.AsSpan(at, length), quote);
            at += length;
        }

        text.Append(quote);
    }

    private static void AppendQuoted(StringBuilder text, ReadOnlySpan<char> character, char quote)
    {
        char c = character[0];
        int codePoint = character.Length == 2 ? char.ConvertToUtf32(c, character[1]) : c;
        _ = c switch
        {
            '\n' => text.Append(@"\n"),
            '\r' => text.Append(@"\r"),
            '\t' => text.Append(@"\t"),
            '\\' => text.Append(@"\\"),
            _ when c == quote => text.Append('\\').Append(c),
            _ when IsPrintable(codePoint) => text.Append(character),
            _ when codePoint <= 0xFF => text.Append(CultureInfo.InvariantCulture, $"\\x{codePoint:x2}"),
            _ when codePoint <= 0xFFFF => text.Append(CultureInfo.InvariantCulture, $"\\u{codePoint:x4}"),
            _ => text.Append(CultureInfo.InvariantCulture, $"\\U{codePoint:x8}"),
        };
    }

    public static bool IsPrintable(int codePoint) => codePoint == ' ' || CharUnicodeInfo.GetUnicodeCategory(codePoint) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
}
