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

    public static string Trim(string text)
    {
        int start = text.AsSpan().IndexOfAnyExcept(Spaces);
        return start < 0 ? "" : TrimEnd(text[start..]);
    }

    public static string TrimEnd(string text) => text[..(text.AsSpan().LastIndexOfAnyExcept(Spaces) + 1)];


    /// <summary>Gets the text of a string or of markup; <see langword="null"/> for another type.</summary>
    public static string? AsText(object? value) => (value as TextValue)?.Text;

    public static TextValue Str(RenderContext context, object? value) => value switch
    {
        TextValue text => text.Plain,
        Undefined => TextValue.Empty,
        _ => Repr(context, value),
    };

    /// <summary>Writes a value as a Python expression. Text of the variables, and the structure of lists and dictionaries of the variables, is not template text.</summary>
    public static TextValue Repr(RenderContext context, object? value)
    {
        var text = new TextBuilder();
        AppendRepr(context, text, value, isTemplate: true);
        return context.Charged(text.ToValue());
    }

    private static void AppendRepr(RenderContext context, TextBuilder text, object? value, bool isTemplate)
    {
        context.Step();
        if (text.Length > TemplateLimits.TextLength)
        {
            context.ChargeText(text.Length);
        }

        switch (value)
        {
            case Markup markup:
                AppendQuoted(text.Append("Markup(", isTemplate), markup, isTemplate);
                text.Append(')', isTemplate);
                break;
            case TextValue plain:
                context.ChargeText(plain.Length);
                AppendQuoted(text, plain, isTemplate);
                break;
            case ListValue list:
                AppendItems(context, text.Append('[', !list.IsInput), list.Items, !list.IsInput).Append(']', !list.IsInput);
                break;
            case TupleValue tuple:
                AppendItems(context, text.Append('(', isTemplate), tuple.Items, isTemplate).Append(tuple.Items.Length == 1 ? ",)" : ")", isTemplate);
                break;
            case DictionaryView view:
                AppendItems(context, text.Append(view.TypeName, isTemplate).Append("([", isTemplate), view.Items, isTemplate).Append("])", isTemplate);
                break;
            case DictionaryValue dictionary:
                AppendDictionary(context, text, dictionary);
                break;
            case NamespaceValue variables:
                AppendDictionary(context, text.Append("<Namespace ", isTemplate), variables.Items);
                text.Append('>', isTemplate);
                break;
            default:
                text.Append(Simple(value), isTemplate);
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

    private static TextBuilder AppendItems(RenderContext context, TextBuilder text, IEnumerable<object?> items, bool isTemplate)
    {
        string separator = "";
        foreach (object? item in items)
        {
            text.Append(separator, isTemplate);
            AppendRepr(context, text, item, isTemplate);
            separator = ", ";
        }

        return text;
    }

    private static void AppendDictionary(RenderContext context, TextBuilder text, DictionaryValue dictionary)
    {
        bool isTemplate = !dictionary.IsInput;
        text.Append('{', isTemplate);
        string separator = "";
        foreach ((object? key, object? value) in dictionary.Items)
        {
            text.Append(separator, isTemplate);
            AppendRepr(context, text, key, isTemplate);
            text.Append(": ", isTemplate);
            AppendRepr(context, text, value, isTemplate);
            separator = ", ";
        }

        text.Append('}', isTemplate);
    }

    // The quotes count as template text only where the whole string does.
    private static void AppendQuoted(TextBuilder text, TextValue value, bool isTemplate)
    {
        char quote = value.Text.Contains('\'', StringComparison.Ordinal) && !value.Text.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        isTemplate &= value.IsTemplate;
        text.Append(quote, isTemplate).Append(value.MapRuns(part => Escaped(part, quote))).Append(quote, isTemplate);
    }

    private static string Escaped(string value, char quote)
    {
        var text = new StringBuilder(value.Length);
        for (int at = 0; at < value.Length;)
        {
            int length = CodePoints.LengthAt(value, at);
            AppendEscaped(text, value.AsSpan(at, length), quote);
            at += length;
        }

        return text.ToString();
    }

    private static void AppendEscaped(StringBuilder text, ReadOnlySpan<char> character, char quote)
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
