using System.Globalization;
using System.Numerics;
using System.Text;
using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Library;

/// <summary>The filters that take their value as text.</summary>
internal static class TextFilters
{
    /// <summary>Gets the filters by name.</summary>
    public static Dictionary<string, Filter> ByName { get; } = new(StringComparer.Ordinal)
    {
        ["capitalize"] = OfText(StringMethods.Capitalize),
        ["center"] = Center,
        ["e"] = (run, value, _) => new Markup(Markup.Escape(run, value)),
        ["escape"] = (run, value, _) => new Markup(Markup.Escape(run, value)),
        ["filesizeformat"] = FileSize,
        ["forceescape"] = (run, value, _) => new Markup(Markup.Escape(run, PythonText.Str(run, value))),
        ["format"] = Format,
        ["indent"] = Indent,
        ["lower"] = OfText(StringMethods.Lower),
        ["replace"] = Replace,
        ["safe"] = (run, value, _) => new Markup(PythonText.Str(run, value)),
        ["string"] = (run, value, _) => value is Markup ? value : PythonText.Str(run, value),
        ["title"] = OfText(Title),
        ["trim"] = Trim,
        ["truncate"] = Truncate,
        ["upper"] = OfText(StringMethods.Upper),
        ["urlencode"] = UrlEncode,
        ["wordcount"] = (run, value, _) => (BigInteger)CountWords(PythonText.Str(run, value)),
    };

    private static object Like(object? value, string text) => value is Markup ? new Markup(text) : text;

    private static Filter OfText(Func<string, string> change) => (run, value, _) => Like(value, run.Charged(change(PythonText.Str(run, value))));

    private static object? Center(Execution run, object? value, Arguments arguments)
    {
        string text = PythonText.Str(run, value);
        int width = arguments.Bind("center", 0, "width").Integer(0, 80);
        run.ChargeText(Math.Max(width, text.Length));
        return Like(value, StringMethods.Center(text, width, " "));
    }

    private static string Format(Execution run, object? value, Arguments arguments)
    {
        if (arguments.Named.Count > 0 && arguments.Positional.Count > 0)
        {
            throw new TemplateFault("'format' takes arguments by place or by name, not both.");
        }

        var named = new DictionaryValue();
        foreach ((string name, object? argument) in arguments.Named)
        {
            named.Set(name, argument);
        }

        return PercentFormat.Apply(run, PythonText.Str(run, value), named.Count > 0 ? named : new TupleValue([.. arguments.Positional]));
    }

    private static object? Indent(Execution run, object? value, Arguments arguments)
    {
        BoundArguments bound = arguments.Bind("indent", 0, "width", "first", "blank");
        string indent = PythonText.AsText(bound[0]) ?? "";
        if (!bound.Has(0) || PythonNumber.IsInteger(bound[0]))
        {
            int width = Math.Max(0, bound.Integer(0, 4));
            run.ChargeText(width);
            indent = new string(' ', width);
        }

        string text = PythonText.AsText(value) ?? throw new TemplateFault($"'indent' needs a text, not a value of type '{TypeNames.Of(value)}'.");
        return Like(value, Texts.Indent(run, text, indent, bound.IsTrue(1), bound.IsTrue(2)));
    }

    private static string Replace(Execution run, object? value, Arguments arguments)
    {
        BoundArguments bound = arguments.Bind("replace", 2, "old", "new", "count");
        int count = bound[2] is null ? -1 : bound.Integer(2, -1);
        string text = PythonText.Str(run, value);
        return StringMethods.Replace(run, text, PythonText.Str(run, bound[0]), PythonText.Str(run, bound[1]), count);
    }

    // A word begins after white space, a hyphen or an opening bracket.
    private static string Title(string text)
    {
        var title = new StringBuilder(text.Length);
        bool isFirst = true;
        foreach (char c in text)
        {
            bool separates = PythonText.IsSpace(c) || c is '-' or '(' or '{' or '[' or '<';
            title.Append(separates ? c.ToString() : isFirst ? StringMethods.Upper(c.ToString()) : StringMethods.Lower(c.ToString()));
            isFirst = separates;
        }

        return title.ToString();
    }

    private static object? Trim(Execution run, object? value, Arguments arguments)
    {
        string text = PythonText.Str(run, value);
        string? characters = arguments.Bind("trim", 0, "chars").TextOrNull(0);
        run.ChargeText(characters is null ? 0 : text.Length + characters.Length);
        return Like(value, run.Charged(StringMethods.Strip(text, characters)));
    }

    private static object? Truncate(Execution run, object? value, Arguments arguments)
    {
        BoundArguments bound = arguments.Bind("truncate", 0, "length", "killwords", "end", "leeway");
        int length = bound.Integer(0, 255);
        string end = bound.Text(2, "...");
        int rest = length - CodePoints.Count(end);
        if (rest < 0)
        {
            throw new TemplateFault("'truncate' needs room for the end.");
        }

        if (Sequences.Length(value) <= (long)length + (bound[3] is null ? 5 : bound.Integer(3)))
        {
            return value;
        }

        string text = PythonText.AsText(value) ?? throw new TemplateFault($"'truncate' shortens texts, not a value of type '{TypeNames.Of(value)}'.");
        string start = CodePoints.Substring(text, 0, rest);
        int space = bound.IsTrue(1) ? -1 : start.LastIndexOf(' ');
        return Like(value, run.Charged((space >= 0 ? start[..space] : start) + end));
    }

    private static string UrlEncode(Execution run, object? value, Arguments arguments)
    {
        if (value is not (string or Markup or Undefined) && Sequences.IsIterable(value))
        {
            return string.Join('&', Globals.Pairs(run, value).Select(item =>
                $"{Encoded(PythonText.Str(run, item.Key), ' ')}={Encoded(PythonText.Str(run, item.Value), ' ')}"));
        }

        return run.Charged(Encoded(PythonText.Str(run, value), '/'));
    }

    private static string Encoded(string text, char kept)
    {
        var encoded = new StringBuilder();
        foreach (byte b in Encoding.UTF8.GetBytes(text))
        {
            char c = (char)b;
            _ = b < 0x80 && (char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-' or '~' || c == kept)
                ? encoded.Append(c == ' ' ? '+' : c)
                : encoded.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }

        return encoded.ToString();
    }

    private static int CountWords(string text)
    {
        int words = 0;
        bool isInWord = false;
        foreach (char c in text)
        {
            bool isWord = c == '_' || char.IsLetterOrDigit(c);
            words += isWord && !isInWord ? 1 : 0;
            isInWord = isWord;
        }

        return words;
    }

    private static string FileSize(Execution run, object? value, Arguments arguments)
    {
        bool isBinary = arguments.Bind("filesizeformat", 0, "binary").IsTrue(0);
        double size = PythonText.AsText(value) is { } text && PythonNumber.TryParseDouble(text, out double parsed) ? parsed
            : PythonNumber.IsNumber(value) ? PythonNumber.ToDouble(value)
            : throw new TemplateFault($"A value of type '{TypeNames.Of(value)}' is no size.");
        double unit = isBinary ? 1024 : 1000;
        if (size < unit)
        {
            return size == 1 ? "1 Byte" : $"{PythonNumber.ToFixed(Math.Truncate(size), 0)} Bytes";
        }

        string prefixes = "kMGTPEZY";
        int power = 1;
        while (power < prefixes.Length && size >= Math.Pow(unit, power + 1))
        {
            power++;
        }

        string name = isBinary ? $"{char.ToUpperInvariant(prefixes[power - 1])}iB" : $"{prefixes[power - 1]}B";
        return $"{PythonNumber.ToFixed(size / Math.Pow(unit, power), 1)} {name}";
    }
}
