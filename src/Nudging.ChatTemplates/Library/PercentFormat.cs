using System.Globalization;
using System.Numerics;
using System.Text;
using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Library;

/// <summary>Python's <c>text % values</c>.</summary>
internal sealed class PercentFormat
{
    private readonly RenderContext _context;
    private readonly string _format;
    private readonly object? _values;
    private readonly bool _escapes;
    private int _at;
    private int _next;

    private PercentFormat(RenderContext context, string format, object? values, bool escapes)
    {
        _context = context;
        _format = format;
        _values = values;
        _escapes = escapes;
    }

    public static string Apply(RenderContext context, string format, object? values, bool escapes = false) =>
        new PercentFormat(context, format, values, escapes).Apply();

    private string Apply()
    {
        var text = new StringBuilder();
        while (_at < _format.Length)
        {
            char c = _format[_at++];
            text.Append(c == '%' ? Field() : c.ToString());
        }

        int given = _values is TupleValue tuple ? tuple.Items.Length : _values is DictionaryValue or ListValue ? _next : 1;
        return _next >= given ? _context.Charged(text.ToString()) : throw new TemplateRuntimeException("The format has fewer fields than values.");
    }

    private string Field()
    {
        object? named = BoundArguments.Missing;
        if (Peek() == '(')
        {
            int end = _format.IndexOf(')', _at);
            string name = end >= 0 ? _format[(_at + 1)..end] : throw Incomplete();
            named = _values is DictionaryValue values && values.TryGet(name, out object? value) ? value : throw new TemplateRuntimeException($"The format needs the value '{name}'.");
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
        return type == '%' ? "%" : Pad(Written(type, ReferenceEquals(named, BoundArguments.Missing) ? Next() : named, precision, flags), width, flags, type);
    }

    private string Written(char type, object? value, int? precision, string flags)
    {
        if (type is 's' or 'r' or 'a')
        {
            object? shown = type == 's' ? value : PythonText.Repr(_context, value);
            string text = _escapes ? Markup.Escape(_context, shown) : PythonText.Str(_context, shown);
            return precision is { } length && length < CodePoints.Count(text) ? CodePoints.Substring(text, 0, length) : text;
        }

        if (_escapes && type is ('c' or 'x' or 'X' or 'o'))
        {
            throw new TemplateRuntimeException($"'%{type}' cannot be used in the format of markup.");
        }

        if (type == 'c')
        {
            return PythonText.AsText(value) is { } text && CodePoints.Count(text) == 1 ? text : FormatSpecification.Parse("c").Apply(_context, value);
        }

        if (!PythonNumber.IsNumber(value))
        {
            Undefined.ThrowIfUndefined(value);
            throw new TemplateRuntimeException($"'%{type}' needs a number, not a value of type '{TypeNames.Of(value)}'.");
        }

        string sign = flags.Contains('+', StringComparison.Ordinal) ? "+" : flags.Contains(' ', StringComparison.Ordinal) ? " " : "";
        string alternate = flags.Contains('#', StringComparison.Ordinal) ? "#" : "";
        switch (type)
        {
            case 'd' or 'i' or 'u':
                string digits = FormatSpecification.Parse(sign + "d").Apply(_context, Truncated(value));
                int signLength = char.IsAsciiDigit(digits[0]) ? 0 : 1;
                return digits[..signLength] + digits[signLength..].PadLeft(Math.Min(precision ?? 0, 1000), '0');
            case 'x' or 'X' or 'o':
                return FormatSpecification.Parse($"{sign}{alternate}{type}").Apply(_context, value);
            case 'e' or 'E' or 'f' or 'F' or 'g' or 'G':
                return FormatSpecification.Parse(string.Create(CultureInfo.InvariantCulture, $"{sign}{alternate}.{precision ?? 6}{type}")).Apply(_context, value);
            default:
                throw new TemplateRuntimeException($"'%{type}' is not a conversion.");
        }
    }

    private static BigInteger Truncated(object? value) => value is double number
        ? double.IsFinite(number) ? new BigInteger(number) : throw new TemplateRuntimeException("An infinite number or NaN cannot be formatted as an integer.")
        : PythonNumber.ToInteger(value);

    private string Pad(string text, int width, string flags, char type)
    {
        _context.ChargeText(width);
        int missing = width - CodePoints.Count(text);
        if (missing <= 0)
        {
            return text;
        }

        if (flags.Contains('-', StringComparison.Ordinal))
        {
            return text + new string(' ', missing);
        }

        int sign = flags.Contains('0', StringComparison.Ordinal) && type is not ('s' or 'r' or 'a' or 'c') ? (text[0] is '-' or '+' or ' ' ? 1 : 0) : -1;
        return sign >= 0 ? text[..sign] + new string('0', missing) + text[sign..] : new string(' ', missing) + text;
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
