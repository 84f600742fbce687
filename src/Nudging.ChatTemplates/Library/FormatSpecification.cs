using System.Globalization;
using System.Numerics;
using System.Text;
using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Library;

/// <summary>A format specification of Python: fill, alignment, sign, width, precision and type.</summary>
internal sealed class FormatSpecification
{
    private string _fill = " ";
    private char _align;
    private char _sign = '-';
    private bool _isAlternate;
    private int _width;
    private char _grouping;
    private int? _precision;
    private char _type;

    public static FormatSpecification Parse(string text) => Parse(TextValue.Template(text));

    public static FormatSpecification Parse(TextValue specification)
    {
        string text = specification.Text;
        var format = new FormatSpecification();
        int at = 0;
        int first = text.Length > 0 ? CodePoints.LengthAt(text, 0) : 0;
        if (text.Length > first && text[first] is '<' or '>' or '^' or '=')
        {
            format._fill = text[..first];
            format._align = text[first];
            at = first + 1;
        }
        else if (text.Length > 0 && text[0] is '<' or '>' or '^' or '=')
        {
            format._align = text[at++];
        }

        format._sign = Read("+- ", '-');
        format._isAlternate = Read("#", '\0') != '\0';
        if (Read("0", '\0') != '\0' && format._align == '\0')
        {
            (format._fill, format._align) = ("0", '=');
        }

        format._width = ReadNumber() ?? 0;
        format._grouping = Read(",_", '\0');
        if (Read(".", '\0') != '\0')
        {
            format._precision = ReadNumber() ?? throw new TemplateRuntimeException("A format needs a precision after the point.");
        }

        format._type = Read("sdbcoxXneEfFgG%", '\0');
        return at == text.Length ? format : throw new TemplateRuntimeException($"{specification.Quoted} is not a format.");

        char Read(string characters, char fallback) =>
            at < text.Length && characters.Contains(text[at], StringComparison.Ordinal) ? text[at++] : fallback;

        int? ReadNumber()
        {
            int start = at;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
            {
                at++;
            }

            return at == start ? null
                : int.TryParse(text.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
                : throw new TemplateRuntimeException($"{specification.Quoted} is not a format.");
        }
    }

    public TextValue Apply(RenderContext context, object? value)
    {
        bool isNumber = PythonNumber.IsNumber(value);
        bool applies = isNumber ? _type != 's' : _type is '\0' or 's' && value is not (null or ListValue or DictionaryValue or TupleValue or Undefined);
        if (!applies)
        {
            throw new TemplateRuntimeException($"The format does not apply to a value of type '{TypeNames.Of(value)}'.");
        }

        return isNumber ? FormatNumber(context, value!) : Pad(context, "", Shortened(PythonText.Str(context, value)), '<');
    }

    private TextValue Shortened(TextValue text) => _precision is { } length && length < CodePoints.Count(text.Text) ? CodePoints.Substring(text, 0, length) : text;

    private TextValue FormatNumber(RenderContext context, object value)
    {
        bool isNegative = value is double number ? double.IsNegative(number) : PythonNumber.ToInteger(value).Sign < 0;
        string prefix = isNegative ? "-" : _sign == '-' ? "" : _sign.ToString();
        bool isInteger = _type is 'd' or 'b' or 'o' or 'x' or 'X' or 'c' || (PythonNumber.IsInteger(value) && _type is ('\0' or 'n'));
        string digits = isInteger ? IntegerDigits(value, ref prefix) : RealDigits(Math.Abs(PythonNumber.ToDouble(value)));

        // A number of a variable can stand for any character.
        return Pad(context, prefix, new TextValue(Grouped(digits), isTemplate: _type != 'c'), '>');
    }

    private string IntegerDigits(object value, ref string prefix)
    {
        if (value is double)
        {
            throw new TemplateRuntimeException($"The format '{_type}' needs an integer, not a value of type 'float'.");
        }

        var number = BigInteger.Abs(PythonNumber.ToInteger(value));
        if (_type == 'c')
        {
            return number < 0x110000 && Rune.TryCreate((int)number, out Rune rune) ? rune.ToString() : throw new TemplateRuntimeException("The number is not a Unicode code point.");
        }

        int bits = _type switch { 'b' => 1, 'o' => 3, 'x' or 'X' => 4, _ => 0 };
        prefix += _isAlternate && bits > 0 ? $"0{_type}" : "";
        return bits == 0 ? PythonNumber.ToText(number) : ToRadix(number, bits, _type == 'X');
    }

    /// <summary>Writes a non-negative integer with digits of <paramref name="bits"/> bits each.</summary>
    public static string ToRadix(BigInteger number, int bits, bool isUpper)
    {
        var digits = new StringBuilder();
        do
        {
            digits.Insert(0, (isUpper ? "0123456789ABCDEF" : "0123456789abcdef")[(int)(number & ((1 << bits) - 1))]);
            number >>= bits;
        }
        while (!number.IsZero);
        return digits.ToString();
    }

    private string RealDigits(double number)
    {
        string text = _type switch
        {
            'f' or 'F' => PythonNumber.ToFixed(number, _precision ?? 6),
            '%' => PythonNumber.ToFixed(number * 100, _precision ?? 6) + "%",
            'e' or 'E' => PythonNumber.ToExponential(number, _precision ?? 6),
            'g' or 'G' or 'n' => PythonNumber.ToGeneral(number, _precision ?? 6, _isAlternate),
            _ when _precision is { } precision => WithPoint(PythonNumber.ToGeneral(number, precision)),
            _ => PythonNumber.ToText(number),
        };
        return _type is 'E' or 'F' or 'G' ? text.ToUpperInvariant() : text;

        static string WithPoint(string text) => text.AsSpan().IndexOfAny('.', 'e', 'n') >= 0 ? text : text + ".0";
    }

    private string Grouped(string digits)
    {
        if (_grouping == '\0')
        {
            return digits;
        }

        bool isBinary = _type is 'b' or 'o' or 'x' or 'X';
        int end = !isBinary && digits.AsSpan().IndexOfAny('.', 'e', '%') is >= 0 and int point ? point : digits.Length;
        int size = isBinary ? 4 : 3;
        var grouped = new StringBuilder(digits);
        for (int at = end - size; at > 0; at -= size)
        {
            grouped.Insert(at, _grouping);
        }

        return grouped.ToString();
    }

    private TextValue Pad(RenderContext context, string prefix, TextValue text, char align)
    {
        context.ChargeText(Math.Max(_width, text.Length));
        int missing = Math.Max(0, _width - CodePoints.Count(prefix) - CodePoints.Count(text.Text));
        int left = (_align == '\0' ? align : _align) switch { '<' => 0, '^' => missing / 2, _ => missing };
        return _align == '='
            ? TextValue.Concat(TextValue.Template(prefix), Fill(missing), text)
            : TextValue.Concat(Fill(left), TextValue.Template(prefix), text, Fill(missing - left));

        TextValue Fill(int count) => TextValue.Template(_fill).Repeat(count);
    }
}
