using System.Globalization;

namespace Nudging.Tool.Inflation;

/// <summary>The numbers of parameters of an inflated pair.</summary>
/// <param name="Base">The number of parameters of the base model.</param>
/// <param name="Aligned">The number of parameters of the aligned model.</param>
internal sealed record InflatedSizes(long Base, long Aligned)
{
    /// <summary>Parses sizes such as <c>150M,15M</c>.</summary>
    /// <exception cref="FormatException">The text is not two sizes.</exception>
    public static InflatedSizes Parse(string text) => text.Split(',') is [var baseSize, var alignedSize]
        ? new(ParseSize(baseSize, text), ParseSize(alignedSize, text))
        : throw Malformed(text);

    private static long ParseSize(string size, string text)
    {
        size = size.Trim();
        long unit = size.Length == 0 ? 1 : char.ToUpperInvariant(size[^1]) switch
        {
            'K' => 1_000,
            'M' => 1_000_000,
            'G' or 'B' => 1_000_000_000,
            _ => 1,
        };
        string number = unit == 1 ? size : size[..^1];
        return decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value) && value is > 0 and < 1_000_000_000
            ? (long)(value * unit)
            : throw Malformed(text);
    }

    private static FormatException Malformed(string text) =>
        new($"'{text}' is not a pair of sizes; write the numbers of parameters of the base and the aligned model as in 150M,15M.");
}
