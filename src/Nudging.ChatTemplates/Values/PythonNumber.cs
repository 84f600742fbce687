using System.Globalization;
using System.Numerics;

namespace Nudging.ChatTemplates.Values;

/// <summary>Parses, formats and rounds numbers as Python does.</summary>
internal static class PythonNumber
{
    private const int MaxDigits = 400;

    public static bool IsInteger(object? value) => value is BigInteger or bool;

    public static bool IsNumber(object? value) => value is BigInteger or bool or double;

    public static BigInteger ToInteger(object? value) => value is bool flag ? (flag ? 1 : 0) : (BigInteger)value!;

    public static double ToDouble(object? value) => value is double number ? number : (double)ToInteger(value);

    public static int? Order(object? left, object? right)
    {
        if (left is not double && right is not double)
        {
            return ToInteger(left).CompareTo(ToInteger(right));
        }

        double a = ToDouble(left);
        double b = ToDouble(right);
        return double.IsNaN(a) || double.IsNaN(b) ? null : a.CompareTo(b);
    }

    public static BigInteger Limited(BigInteger value) => value.GetBitLength() <= TemplateLimits.IntegerBits
        ? value
        : throw new TemplateRuntimeException($"The template computes an integer of more than {TemplateLimits.IntegerBits} bits.");

    public static string ToText(BigInteger value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Writes a number with the fewest digits that read back as the same number.</summary>
    public static string ToText(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }

        (string sign, string digits, int exponent) = Shortest(value);
        return sign + (exponent is < -4 or >= 16 ? Scientific(digits, exponent) : Positional(digits, exponent));
    }

    /// <summary>Writes a number with <paramref name="digits"/> digits after the decimal point; a tie rounds to the even digit.</summary>
    public static string ToFixed(double value, int digits)
    {
        if (!double.IsFinite(value))
        {
            return ToText(value);
        }

        digits = LimitedDigits(digits);
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)((bits >> 52) & 0x7FF);
        BigInteger mantissa = (bits & 0xFFFFFFFFFFFFFL) | (exponent == 0 ? 0 : 1L << 52);
        int shift = Math.Max(exponent, 1) - 1075;
        BigInteger scaled = mantissa * BigInteger.Pow(10, digits);
        BigInteger rounded = shift >= 0 ? scaled << shift : RoundToEven(scaled, BigInteger.One << -shift);
        string text = ToText(rounded).PadLeft(digits + 1, '0');
        return (bits < 0 ? "-" : "") + (digits == 0 ? text : $"{text[..^digits]}.{text[^digits..]}");
    }

    /// <summary>Writes a number with an exponent.</summary>
    public static string ToExponential(double value, int digits)
    {
        if (!double.IsFinite(value))
        {
            return ToText(value);
        }

        string text = value.ToString($"E{LimitedDigits(digits)}", CultureInfo.InvariantCulture);
        int split = text.IndexOf('E', StringComparison.Ordinal);
        return text[..split] + "e" + Exponent(int.Parse(text.AsSpan(split + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
    }

    /// <summary>Writes a number with <paramref name="digits"/> significant digits.</summary>
    public static string ToGeneral(double value, int digits, bool keepsZeros = false)
    {
        if (!double.IsFinite(value))
        {
            return ToText(value);
        }

        digits = Math.Max(1, LimitedDigits(digits));
        string scientific = ToExponential(value, digits - 1);
        int split = scientific.IndexOf('e', StringComparison.Ordinal);
        int exponent = int.Parse(scientific.AsSpan(split + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return exponent < -4 || exponent >= digits
            ? Trimmed(scientific[..split]) + scientific[split..]
            : Trimmed(ToFixed(value, digits - 1 - exponent));

        string Trimmed(string text) => keepsZeros || !text.Contains('.', StringComparison.Ordinal) ? text : text.TrimEnd('0').TrimEnd('.');
    }

    public static double Round(double value, int digits)
    {
        if (!double.IsFinite(value) || digits > 330)
        {
            return value;
        }

        if (digits >= 0)
        {
            return double.Parse(ToFixed(value, digits), NumberStyles.Float, CultureInfo.InvariantCulture);
        }

        double unit = Math.Pow(10, -digits);
        return double.IsFinite(unit) ? Math.Round(value / unit, MidpointRounding.ToEven) * unit : 0;
    }

    public static bool TryParseInteger(string text, int radix, out BigInteger value)
    {
        value = default;
        string digits = PythonText.Trim(text);
        bool isNegative = digits.StartsWith('-');
        digits = digits.StartsWith('-') || digits.StartsWith('+') ? digits[1..] : digits;
        if (digits.Length > 1 && digits[0] == '0' && "xX".Contains(digits[1], StringComparison.Ordinal) && radix == 16)
        {
            digits = digits[2..].TrimStart('_');
        }
        else if (digits.Length > 1 && digits[0] == '0' && ((radix == 8 && digits[1] is 'o' or 'O') || (radix == 2 && digits[1] is 'b' or 'B')))
        {
            digits = digits[2..].TrimStart('_');
        }

        if (digits.Length is 0 or > 2400 || digits.StartsWith('_') || digits.EndsWith('_') || digits.Contains("__", StringComparison.Ordinal))
        {
            return false;
        }

        foreach (char c in digits)
        {
            int digit = char.IsDigit(c) ? CharUnicodeInfo.GetDecimalDigitValue(c) : char.IsAsciiLetter(c) ? (c | 0x20) - 'a' + 10 : c == '_' ? -1 : int.MaxValue;
            if (digit >= radix)
            {
                return false;
            }

            value = digit < 0 ? value : (value * radix) + digit;
        }

        value = isNegative ? -value : value;
        return true;
    }

    public static bool TryParseDouble(string text, out double value)
    {
        string number = PythonText.Trim(text);
        if (number.Contains('_', StringComparison.Ordinal))
        {
            bool isWellFormed = number.Split('_').All(part => part.Length > 0 && char.IsAsciiDigit(part[0]) && char.IsAsciiDigit(part[^1]));
            number = isWellFormed ? number.Replace("_", "", StringComparison.Ordinal) : "";
        }

        string name = number.TrimStart('+', '-').ToLowerInvariant();
        if (name is "inf" or "infinity" or "nan")
        {
            value = name == "nan" ? double.NaN : number[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return number.Length - name.Length <= 1;
        }

        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(number, Style, CultureInfo.InvariantCulture, out value) && name.Length > 0 && (char.IsAsciiDigit(name[0]) || name[0] == '.');
    }

    private static int LimitedDigits(int digits) => digits is >= 0 and <= MaxDigits
        ? digits
        : throw new TemplateRuntimeException($"A number can be written with 0 to {MaxDigits} digits, not with {digits}.");

    private static BigInteger RoundToEven(BigInteger value, BigInteger unit)
    {
        BigInteger whole = BigInteger.DivRem(value, unit, out BigInteger rest);
        int half = (rest * 2).CompareTo(unit);
        return half > 0 || (half == 0 && !whole.IsEven) ? whole + 1 : whole;
    }

    private static (string Sign, string Digits, int Exponent) Shortest(double value)
    {
        string shortest = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
        int split = shortest.IndexOf('E', StringComparison.Ordinal);
        string mantissa = split < 0 ? shortest : shortest[..split];
        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        string all = mantissa.Replace(".", "", StringComparison.Ordinal);
        string digits = all.TrimStart('0');
        int power = split < 0 ? 0 : int.Parse(shortest.AsSpan(split + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        int exponent = value == 0 ? 0 : power + (point < 0 ? mantissa.Length : point) - 1 - (all.Length - digits.Length);
        digits = digits.TrimEnd('0');
        return (double.IsNegative(value) ? "-" : "", digits.Length == 0 ? "0" : digits, exponent);
    }

    private static string Scientific(string digits, int exponent) =>
        (digits.Length == 1 ? digits : $"{digits[0]}.{digits[1..]}") + "e" + Exponent(exponent);

    private static string Positional(string digits, int exponent) =>
        exponent < 0 ? "0." + new string('0', -exponent - 1) + digits
            : digits.Length <= exponent + 1 ? digits.PadRight(exponent + 1, '0') + ".0"
            : $"{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";

    private static string Exponent(int exponent) =>
        (exponent < 0 ? "-" : "+") + Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture);
}
