using System.Globalization;
using System.Numerics;
using System.Text;
using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Library;

/// <summary>The filters of strings.</summary>
internal static class TextFilters
{
    /// <summary>Gets the filters by name.</summary>
    public static Dictionary<string, Filter> ByName { get; } = new(StringComparer.Ordinal)
    {
        ["capitalize"] = OfText(StringMethods.Capitalize),
        ["center"] = Center,
        ["e"] = (context, value, _) => new Markup(Markup.Escape(context, value)),
        ["escape"] = (context, value, _) => new Markup(Markup.Escape(context, value)),
        ["filesizeformat"] = FileSize,
        ["forceescape"] = (context, value, _) => new Markup(Markup.Escape(context, PythonText.Str(context, value))),
        ["format"] = Format,
        ["indent"] = Indent,
        ["lower"] = OfText(StringMethods.Lower),
        ["replace"] = Replace,
        ["safe"] = (context, value, _) => new Markup(PythonText.Str(context, value)),
        ["string"] = (context, value, _) => value is Markup ? value : PythonText.Str(context, value),
        ["title"] = OfText(Title),
        ["trim"] = Trim,
        ["truncate"] = Truncate,
        ["upper"] = OfText(StringMethods.Upper),
        ["urlencode"] = UrlEncode,
        ["wordcount"] = (context, value, _) => (BigInteger)CountWords(PythonText.Str(context, value).Text),
    };

    private static Filter OfText(Func<TextValue, TextValue> change) => (context, value, _) => Markup.Like(value, context.Charged(change(PythonText.Str(context, value))));

    private static TextValue Center(RenderContext context, object? value, Arguments arguments)
    {
        TextValue text = PythonText.Str(context, value);
        int width = arguments.Bind("center", 0, "width").Integer(0, 80);
        context.ChargeText(Math.Max(width, text.Length));
        return Markup.Like(value, StringMethods.Center(text, width, TextValue.Template(" ")));
    }

    private static TextValue Format(RenderContext context, object? value, Arguments arguments)
    {
        if (arguments.Named.Count > 0 && arguments.Positional.Count > 0)
        {
            throw new TemplateRuntimeException("'format' takes positional or named arguments, not both.");
        }

        var named = new DictionaryValue();
        foreach ((string name, object? argument) in arguments.Named)
        {
            named.Set(arguments.NameOf(name), argument);
        }

        object values = named.Count > 0 ? named : new TupleValue([.. arguments.Positional]);
        return Markup.Like(value, PercentFormat.Apply(context, PythonText.Str(context, value), values, escapes: value is Markup));
    }

    private static TextValue Indent(RenderContext context, object? value, Arguments arguments)
    {
        BoundArguments bound = arguments.Bind("indent", 0, "width", "first", "blank");
        TextValue indent = bound[0] as TextValue ?? TextValue.Empty;
        if (!bound.Has(0) || PythonNumber.IsInteger(bound[0]))
        {
            int width = Math.Max(0, bound.Integer(0, 4));
            context.ChargeText(width);
            indent = TextValue.Template(new string(' ', width));
        }

        TextValue text = value as TextValue ?? throw new TemplateRuntimeException($"'indent' needs a string, not a value of type '{TypeNames.Of(value)}'.");
        return Markup.Like(value, StringOperations.Indent(context, text, indent, bound.IsTrue(1), bound.IsTrue(2)));
    }

    private static TextValue Replace(RenderContext context, object? value, Arguments arguments)
    {
        BoundArguments bound = arguments.Bind("replace", 2, "old", "new", "count");
        int count = bound[2] is null ? -1 : bound.Integer(2, -1);
        TextValue text = PythonText.Str(context, value);
        return StringMethods.Replace(context, text, PythonText.Str(context, bound[0]).Text, PythonText.Str(context, bound[1]), count);
    }

    // A word begins after white space, a hyphen or an opening bracket.
    private static TextValue Title(TextValue text)
    {
        var title = new StringBuilder(text.Length);
        bool isFirst = true;
        foreach (char c in text.Text)
        {
            bool separates = PythonText.IsSpace(c) || c is '-' or '(' or '{' or '[' or '<';
            title.Append(separates ? c.ToString() : isFirst ? StringMethods.Upper(c.ToString()) : c.ToString().ToLowerInvariant());
            isFirst = separates;
        }

        return text.Mapped(title.ToString());
    }

    private static TextValue Trim(RenderContext context, object? value, Arguments arguments)
    {
        TextValue text = PythonText.Str(context, value);
        TextValue? characters = arguments.Bind("trim", 0, "chars").TextOrNull(0);
        context.ChargeText(characters is null ? 0 : text.Length + characters.Length);
        return Markup.Like(value, context.Charged(StringMethods.Strip(text, characters)));
    }

    private static object? Truncate(RenderContext context, object? value, Arguments arguments)
    {
        BoundArguments bound = arguments.Bind("truncate", 0, "length", "killwords", "end", "leeway");
        int length = bound.Integer(0, 255);
        TextValue end = bound.Text(2, "...");
        int rest = length - CodePoints.Count(end.Text);
        if (rest < 0)
        {
            throw new TemplateRuntimeException("The length of 'truncate' must be at least the length of the end.");
        }

        if (Sequences.Length(value) <= (long)length + (bound[3] is null ? 5 : bound.Integer(3)))
        {
            return value;
        }

        TextValue text = value as TextValue ?? throw new TemplateRuntimeException($"'truncate' needs a string, not a value of type '{TypeNames.Of(value)}'.");
        TextValue start = CodePoints.Substring(text, 0, rest);
        int space = bound.IsTrue(1) ? -1 : start.Text.LastIndexOf(' ');
        return Markup.Like(value, context.Charged(TextValue.Concat(space >= 0 ? start.Slice(0, space) : start, end)));
    }

    private static TextValue UrlEncode(RenderContext context, object? value, Arguments arguments)
    {
        if (value is not (TextValue or Undefined) && Sequences.IsIterable(value))
        {
            return TextValue.Template("&").Join(Globals.Pairs(context, value).Select(item => TextValue.Concat(
                Encoded(PythonText.Str(context, item.Key), ' '), TextValue.Template("="), Encoded(PythonText.Str(context, item.Value), ' '))));
        }

        return context.Charged(Encoded(PythonText.Str(context, value), '/'));
    }

    private static TextValue Encoded(TextValue text, char kept) => text.MapRuns(part => Encoded(part, kept));

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

    private static TextValue FileSize(RenderContext context, object? value, Arguments arguments)
    {
        bool isBinary = arguments.Bind("filesizeformat", 0, "binary").IsTrue(0);
        double size = PythonText.AsText(value) is { } text && PythonNumber.TryParseDouble(text, out double parsed) ? parsed
            : PythonNumber.IsNumber(value) ? PythonNumber.ToDouble(value)
            : throw new TemplateRuntimeException($"A value of type '{TypeNames.Of(value)}' is not a size.");
        double unit = isBinary ? 1024 : 1000;
        if (size < unit)
        {
            return TextValue.Template(size == 1 ? "1 Byte" : $"{PythonNumber.ToFixed(Math.Truncate(size), 0)} Bytes");
        }

        string prefixes = "kMGTPEZY";
        int power = 1;
        while (power < prefixes.Length && size >= Math.Pow(unit, power + 1))
        {
            power++;
        }

        string name = isBinary ? $"{char.ToUpperInvariant(prefixes[power - 1])}iB" : $"{prefixes[power - 1]}B";
        return TextValue.Template($"{PythonNumber.ToFixed(size / Math.Pow(unit, power), 1)} {name}");
    }
}
