using System.Globalization;
using System.Text;

namespace Nudging.ChatTemplates.Library;

/// <summary>Formats a time as Python's <c>strftime</c> does, with English names.</summary>
internal static class Strftime
{
    public static string Format(DateTimeOffset time, string format)
    {
        var text = new StringBuilder();
        for (int at = 0; at < format.Length; at++)
        {
            if (format[at] != '%' || at + 1 == format.Length)
            {
                text.Append(format[at]);
                continue;
            }

            // A minus sign removes leading zeros and spaces.
            bool isShort = format[at + 1] == '-' && at + 2 < format.Length;
            at += isShort ? 2 : 1;
            string? part = Part(time, format[at]);
            text.Append(part is null ? (isShort ? $"%-{format[at]}" : $"%{format[at]}") : isShort ? Shortened(part) : part);
        }

        return text.ToString();
    }

    private static string? Part(DateTimeOffset time, char directive) => directive switch
    {
        'Y' => Pattern(time, "yyyy"),
        'y' => Pattern(time, "yy"),
        'C' => Number(time.Year / 100, 2),
        'm' => Pattern(time, "MM"),
        'B' => Pattern(time, "MMMM"),
        'b' or 'h' => Pattern(time, "MMM"),
        'd' => Pattern(time, "dd"),
        'e' => time.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
        'j' => Number(time.DayOfYear, 3),
        'A' => Pattern(time, "dddd"),
        'a' => Pattern(time, "ddd"),
        'u' => Number(time.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)time.DayOfWeek, 1),
        'w' => Number((int)time.DayOfWeek, 1),
        'U' => Number((time.DayOfYear + 6 - (int)time.DayOfWeek) / 7, 2),
        'W' => Number((time.DayOfYear + 6 - (((int)time.DayOfWeek + 6) % 7)) / 7, 2),
        'V' => Number(ISOWeek.GetWeekOfYear(time.DateTime), 2),
        'G' => Number(ISOWeek.GetYear(time.DateTime), 4),
        'H' => Pattern(time, "HH"),
        'k' => time.Hour.ToString(CultureInfo.InvariantCulture).PadLeft(2),
        'I' => Pattern(time, "hh"),
        'l' => (((time.Hour + 11) % 12) + 1).ToString(CultureInfo.InvariantCulture).PadLeft(2),
        'M' => Pattern(time, "mm"),
        'S' => Pattern(time, "ss"),
        'f' => Pattern(time, "ffffff"),
        'p' => time.Hour < 12 ? "AM" : "PM",
        'P' => time.Hour < 12 ? "am" : "pm",
        's' => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        'D' or 'x' => Pattern(time, "MM/dd/yy"),
        'F' => Pattern(time, "yyyy-MM-dd"),
        'T' or 'X' => Pattern(time, "HH:mm:ss"),
        'R' => Pattern(time, "HH:mm"),
        'r' => Pattern(time, "hh:mm:ss") + (time.Hour < 12 ? " AM" : " PM"),
        'c' => $"{Pattern(time, "ddd MMM")} {time.Day,2} {Pattern(time, "HH:mm:ss yyyy")}",
        'z' or 'Z' => "",
        'n' => "\n",
        't' => "\t",
        '%' => "%",
        _ => null,
    };

    private static string Pattern(DateTimeOffset time, string pattern) => time.ToString(pattern, CultureInfo.InvariantCulture);

    private static string Number(int number, int digits) => number.ToString($"D{digits}", CultureInfo.InvariantCulture);

    private static string Shortened(string part)
    {
        string shortened = part.TrimStart('0', ' ');
        return shortened.Length == 0 && part.Length > 0 ? "0" : shortened;
    }
}
