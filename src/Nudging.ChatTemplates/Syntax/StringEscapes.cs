using System.Globalization;
using System.Text;

namespace Nudging.ChatTemplates.Syntax;

/// <summary>Decodes the escapes of a Python string literal.</summary>
internal static class StringEscapes
{
    public static string Decode(string literal)
    {
        if (!literal.Contains('\\', StringComparison.Ordinal))
        {
            return literal;
        }

        var text = new StringBuilder(literal.Length);
        for (int at = 0; at < literal.Length; at++)
        {
            if (literal[at] != '\\')
            {
                text.Append(literal[at]);
                continue;
            }

            char escape = literal[++at];
            switch (escape)
            {
                case '\n':
                    break;
                case 'x':
                    text.Append((char)ReadHex(literal, ref at, 2));
                    break;
                case 'u':
                    text.Append((char)ReadHex(literal, ref at, 4));
                    break;
                case 'U':
                    int codePoint = ReadHex(literal, ref at, 8);
                    text.Append(codePoint is >= 0 and <= 0x10FFFF and not (>= 0xD800 and <= 0xDFFF)
                        ? char.ConvertFromUtf32(codePoint)
                        : throw new TemplateRuntimeException($"'\\U{codePoint:x8}' is not a Unicode character."));
                    break;
                case >= '0' and <= '7':
                    text.Append((char)ReadOctal(literal, ref at));
                    break;
                default:
                    int simple = "abfnrtv\\'\"".IndexOf(escape, StringComparison.Ordinal);
                    text.Append(simple >= 0 ? "\a\b\f\n\r\t\v\\'\""[simple].ToString() : $"\\{escape}");
                    break;
            }
        }

        return text.ToString();
    }

    private static int ReadHex(string literal, ref int at, int digits)
    {
        ReadOnlySpan<char> hex = literal.AsSpan(at + 1, Math.Min(digits, literal.Length - at - 1));
        if (hex.Length < digits || !int.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value))
        {
            throw new TemplateRuntimeException($"'\\{literal[at]}' must be followed by {digits} hexadecimal digits.");
        }

        at += digits;
        return value;
    }

    private static int ReadOctal(string literal, ref int at)
    {
        int value = literal[at] - '0';
        for (int digits = 1; digits < 3 && at + 1 < literal.Length && literal[at + 1] is >= '0' and <= '7'; digits++)
        {
            value = (8 * value) + literal[++at] - '0';
        }

        return value;
    }
}
