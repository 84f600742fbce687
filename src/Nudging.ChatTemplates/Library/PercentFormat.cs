using System.Globalization;
using System.Numerics;
using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Library;

/// <summary>Python's <c>text % values</c>.</summary>
internal sealed class PercentFormat
{
    private readonly RenderContext _context;
    private readonly TextValue _source;
    private readonly string _format;
    private readonly object? _values;
    private readonly bool _escapes;
    private int _at;
    private int _next;

    private PercentFormat(RenderContext context, TextValue format, object? values, bool escapes)
    {
        _context = context;
        _source = format;
        _format = format.Text;
        _values = values;
        _escapes = escapes;
    }

    /// <summary>Formats values. If a part of the format is not template text, the whole result is not.</summary>
    public static TextValue Apply(RenderContext context, TextValue format, object? values, bool escapes = false)
    {
        TextValue text = new PercentFormat(context, format, values, escapes).Apply();
        return format.IsTemplate ? text : TextValue.Untrusted(text.Text);
    }

    private TextValue Apply()
    {
        var text = new TextBuilder();
        while (_at < _format.Length)
        {
            char c = _format[_at++];
            _ = c == '%' ? text.Append(Field()) : text.Append(c, isTemplate: true);
        }

        int given = _values is TupleValue tuple ? tuple.Items.Length : _values is DictionaryValue or ListValue ? _next : 1;
        return _next >= given ? _context.Charged(text.ToValue()) : throw new TemplateRuntimeException("The format has fewer fields than values.");
    }

    private TextValue Field()
    {
        object? named = BoundArguments.Missing;
        if (Peek() == '(')
        {
            int end = _format.IndexOf(')', _at);
            string name = end >= 0 ? _format[(_at + 1)..end] : throw Incomplete();
            named = _values is DictionaryValue values && values.TryGet(name, out object? value) ? value : throw new TemplateRuntimeException($"The format needs the value {Quoted(name)}.");
            _at = end + 1;
        }

        string flags = ReadWhile("#0- +");
        int width = ReadNumber();
        int? precision = null;
        if (Peek() == '.')
        {
            _at++;
            precision = ReadNumber();
        }

        ReadWhile("hlL");
        char type = _at < _format.Length ? _format[_at++] : throw Incomplete();
        return type == '%' ? TextValue.Template("%") : Pad(Written(type, ReferenceEquals(named, BoundArguments.Missing) ? Next() : named, precision, flags), width, flags, type);
    }

    private TextValue Written(char type, object? value, int? precision, string flags)
    {
        if (type is 's' or 'r' or 'a')
        {
            object? shown = type == 's' ? value : PythonText.Repr(_context, value);
            TextValue text = _escapes ? Markup.Escape(_context, shown) : PythonText.Str(_context, shown);
            return precision is { } length && length < CodePoints.Count(text.Text) ? CodePoints.Substring(text, 0, length) : text;
        }

        if (_escapes && type is ('c' or 'x' or 'X' or 'o'))
        {
            throw new TemplateRuntimeException($"{Quoted($"%{type}")} cannot be used in the format of markup.");
        }

        if (type == 'c')
        {
            return value is TextValue text && CodePoints.Count(text.Text) == 1 ? text.Plain : FormatSpecification.Parse("c").Apply(_context, value);
        }

        if (!PythonNumber.IsNumber(value))
        {
            Undefined.ThrowIfUndefined(value);
            throw new TemplateRuntimeException($"{Quoted($"%{type}")} needs a number, not a value of type '{TypeNames.Of(value)}'.");
        }

        string sign = flags.Contains('+', StringComparison.Ordinal) ? "+" : flags.Contains(' ', StringComparison.Ordinal) ? " " : "";
        string alternate = flags.Contains('#', StringComparison.Ordinal) ? "#" : "";
        switch (type)
        {
            case 'd' or 'i' or 'u':
                string digits = FormatSpecification.Parse(sign + "d").Apply(_context, Truncated(value)).Text;
                int signLength = char.IsAsciiDigit(digits[0]) ? 0 : 1;
                return TextValue.Template(digits[..signLength] + digits[signLength..].PadLeft(Math.Min(precision ?? 0, 1000), '0'));
            case 'x' or 'X' or 'o':
                return FormatSpecification.Parse($"{sign}{alternate}{type}").Apply(_context, value);
            case 'e' or 'E' or 'f' or 'F' or 'g' or 'G':
                return FormatSpecification.Parse(string.Create(CultureInfo.InvariantCulture, $"{sign}{alternate}.{precision ?? 6}{type}")).Apply(_context, value);
            default:
                throw new TemplateRuntimeException($"{Quoted($"%{type}")} is not a conversion.");
        }
    }

    private static BigInteger Truncated(object? value) => value is double number
        ? double.IsFinite(number) ? new BigInteger(number) : throw new TemplateRuntimeException("An infinite number or NaN cannot be formatted as an integer.")
        : PythonNumber.ToInteger(value);

    private TextValue Pad(TextValue text, int width, string flags, char type)
    {
        _context.ChargeText(width);
        int missing = width - CodePoints.Count(text.Text);
        if (missing <= 0)
        {
            return text;
        }

        if (flags.Contains('-', StringComparison.Ordinal))
        {
            return TextValue.Concat(text, Repeated(' '));
        }

        int sign = flags.Contains('0', StringComparison.Ordinal) && type is not ('s' or 'r' or 'a' or 'c') ? (text.Text[0] is '-' or '+' or ' ' ? 1 : 0) : -1;
        return sign >= 0
            ? TextValue.Concat(text.Slice(0, sign), Repeated('0'), text.Slice(sign))
            : TextValue.Concat(Repeated(' '), text);

        TextValue Repeated(char c) => TextValue.Template(new string(c, missing));
    }

    private object? Next()
    {
        int index = _next++;
        return _values is TupleValue tuple
            ? index < tuple.Items.Length ? tuple.Items[index] : throw new TemplateRuntimeException("The format has more fields than values.")
            : index == 0 ? _values : throw new TemplateRuntimeException("The format has more fields than values.");
    }

    private int ReadNumber()
    {
        if (Peek() == '*')
        {
            _at++;
            object? given = _escapes ? throw new TemplateRuntimeException("'*' cannot be used in the format of markup.") : Next();
            return PythonNumber.IsInteger(given) && BigInteger.Abs(PythonNumber.ToInteger(given)) < int.MaxValue
                ? (int)PythonNumber.ToInteger(given)
                : throw new TemplateRuntimeException("'*' needs an integer.");
        }

        string digits = ReadWhile("0123456789");
        return digits.Length == 0 ? 0
            : int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
            : throw new TemplateRuntimeException("The width of the format is too large.");
    }

    // The origin of the format counts for each part: a mixed format is text of a variable.
    private string Quoted(string part) => TextValue.From(part, _source).Quoted;

    private string ReadWhile(string characters)
    {
        int start = _at;
        while (_at < _format.Length && characters.Contains(_format[_at], StringComparison.Ordinal))
        {
            _at++;
        }

        return _format[start.._at];
    }

    private char Peek() => _at < _format.Length ? _format[_at] : '\0';

    private static TemplateRuntimeException Incomplete() => new("The format ends within a field.");
}
