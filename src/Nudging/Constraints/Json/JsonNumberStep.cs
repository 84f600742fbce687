using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nudging.Constraints.Json;

/// <summary>The number of which all allowed numbers are multiples (<c>multipleOf</c>).</summary>
/// <param name="Size">The number, in units of the last digit.</param>
/// <param name="Digits">The number of digits after the decimal point.</param>
internal sealed record JsonNumberStep(Int128 Size, int Digits)
{
    private const string Keyword = "multipleOf";

    // The text of a decimal with 28 digits, a sign and a point.
    private const int MaxLength = 30;

    /// <summary>Gets the common step of the keyword's values in a schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="isWhole">Whether only whole numbers are allowed.</param>
    /// <returns>The step; <see langword="null"/> where the schema does not have the keyword.</returns>
    public static JsonNumberStep? Of(JsonSchemaNode schema, bool isWhole)
    {
        if (!schema.Keywords.TryGetValue(Keyword, out JsonNode? value))
        {
            return null;
        }

        decimal[] steps = [.. (value as JsonArray ?? [value?.DeepClone()]).Select(step => Read(schema, step))];
        int digits = steps.Max(step => (int)step.Scale);
        BigInteger one = BigInteger.Pow(10, digits);
        BigInteger common = isWhole ? one : BigInteger.One;
        foreach (decimal step in steps)
        {
            BigInteger size = new BigInteger(step * (decimal)BigInteger.Pow(10, step.Scale)) * BigInteger.Pow(10, digits - step.Scale);
            common = common / BigInteger.GreatestCommonDivisor(common, size) * size;
        }

        // Of a step beyond all numbers with the maximum number of digits, only zero is a multiple.
        common = isWhole ? common / one : common;
        int left = isWhole ? 0 : digits;
        Int128 limit = JsonNumberRange.Power(JsonNumberRange.WholeDigits + left);
        return new(common > (BigInteger)limit ? limit : (Int128)common, left);
    }

    private static decimal Read(JsonSchemaNode schema, JsonNode? node)
    {
        if (node?.GetValueKind() != JsonValueKind.Number || node.GetValue<double>() <= 0)
        {
            throw schema.Malformed($"has a '{Keyword}' that is not a number greater than 0");
        }

        string text = node.ToJsonString();
        decimal step = text.Length <= MaxLength && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal exact)
            ? exact / 1.0000000000000000000000000000m
            : 0;
        return step > 0 && step.Scale <= JsonNumberRange.FractionDigits
            ? step
            : throw schema.NotSupported($"'{Keyword}' with {text}, which has more than {JsonNumberRange.FractionDigits} digits after the decimal point or is too great,");
    }
}
