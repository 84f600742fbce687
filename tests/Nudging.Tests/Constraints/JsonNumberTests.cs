using System.Globalization;
using System.Text.Json;
using CsCheck;
using Nudging.Constraints;

namespace Nudging.Tests.Constraints;

public class JsonNumberTests
{
    [Fact]
    public void Exactly_the_multiples_of_a_number_within_limits_are_allowed()
    {
        decimal[] steps = [1, 2, 3, 7, 10, 25, 100, 0.5m, 0.25m, 0.01m, 0.05m, 1.5m, 2.25m, 0.125m, 12.5m];
        Gen.Select(Gen.Int[0, steps.Length - 1], Gen.Bool, Gen.Int[-4000, 4000], Gen.Int[0, 3000], Gen.Bool, Gen.Bool).Sample(
            (index, isWhole, low, width, excludesLow, excludesHigh) =>
            {
                decimal step = steps[index];
                decimal minimum = low / 8m;
                decimal maximum = (low + width) / 8m;
                string schema = $$"""
                    {"type":"{{(isWhole ? "integer" : "number")}}","multipleOf":{{Text(step)}},
                     "{{(excludesLow ? "exclusiveMinimum" : "minimum")}}":{{Text(minimum)}},"{{(excludesHigh ? "exclusiveMaximum" : "maximum")}}":{{Text(maximum)}}}
                    """;
                bool Fits(decimal value) => value % step == 0 && (!isWhole || value % 1 == 0)
                    && (excludesLow ? value > minimum : value >= minimum) && (excludesHigh ? value < maximum : value <= maximum);
                decimal first = (decimal.Ceiling(minimum * 1000) / 1000) - 0.01m;
                decimal[] candidates = [.. Enumerable.Range(0, 200).Select(i => first + (i * (maximum - first + 0.01m) / 199)), .. Multiples(step, minimum, maximum)];
                TextConstraint? constraint = OrNull(schema);
                Assert.Equal(Multiples(isWhole ? Whole(step) : step, minimum, maximum).Any(Fits), constraint is not null);
                foreach (decimal value in candidates.Select(value => decimal.Round(value, 4)))
                {
                    Assert.True(Fits(value) == (constraint?.Allows(Text(value)) ?? false), $"{schema} and {Text(value)}");
                }

                for (int walk = 0; constraint is not null && walk < 5; walk++)
                {
                    string written = RandomWalk.Write(constraint, new Random((31 * low) + walk), 12);
                    Assert.True(Fits(decimal.Parse(written, CultureInfo.InvariantCulture)), $"{schema} and {written}");
                }
            },
            iter: 250);
    }

    [Fact]
    public void Several_steps_apply_together()
    {
        TextConstraint constraint = Of("""{"type":"number","multipleOf":0.4,"allOf":[{"multipleOf":0.6},{"multipleOf":0.5}]}""");
        Assert.Equal([true, true, true, false, false, false], ((string[])["0", "6", "-12", "1.2", "3", "6.1"]).Select(constraint.Allows));
        TextConstraint whole = Of("""{"type":"integer","multipleOf":1.5}""");
        Assert.Equal([true, true, false, false], ((string[])["0", "-3", "1", "1.5"]).Select(whole.Allows));
    }

    [Fact]
    public void Numbers_have_no_more_digits_than_their_step()
    {
        TextConstraint price = Of("""{"type":"number","multipleOf":0.01}""");
        Assert.True(price.Allows("12.5"));
        Assert.True(price.Allows("12.50"));
        Assert.True(price.Allows("123456789012345678.99"));
        Assert.False(price.Allows("12.500"));
        Assert.False(price.Allows("12.505"));
        Assert.False(price.Allows("1e2"));
        Assert.False(Of("""{"type":"number","multipleOf":5}""").Allows("10.0"));
    }

    [Theory]
    [InlineData("""{"enum":[1,2.50,0.3,4e1,"x"],"multipleOf":0.5}""", "2.50,\"x\",1,4e1", "0.3")]
    [InlineData("""{"enum":[5,6,7],"multipleOf":3,"minimum":5}""", "6", "5,7")]
    [InlineData("""{"const":1e1,"minimum":10}""", "1e1", "10")]
    public void Listed_numbers_are_compared_by_value(string schema, string allowed, string others)
    {
        TextConstraint constraint = Of(schema);
        Assert.All(allowed.Split(','), document => Assert.True(constraint.Allows(document), document));
        Assert.All(others.Split(','), document => Assert.False(constraint.Allows(document), document));
    }

    [Theory]
    [InlineData("0", false)]
    [InlineData("-1", false)]
    [InlineData("\"1\"", false)]
    [InlineData("[1]", false)]
    [InlineData("1e-20", true)]
    [InlineData("0.0000000000000001", true)]
    [InlineData("1e300", true)]
    [InlineData("0.99999999999999999999999999999999", true)]
    public void A_step_that_is_malformed_or_cannot_be_compiled_is_refused(string step, bool isSupportedByStandard)
    {
        string schema = $$"""{"properties":{"x":{"type":"number","multipleOf":{{step}} } } }""";
        Exception error = Assert.ThrowsAny<Exception>(() => Of(schema));
        Assert.Equal(isSupportedByStandard ? typeof(NotSupportedException) : typeof(ArgumentException), error.GetType());
        Assert.Contains("'multipleOf'", error.Message, StringComparison.Ordinal);
        Assert.Contains("at #/properties/x", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_without_a_multiple_between_are_refused()
    {
        Assert.Contains("No document fits", Assert.Throws<ArgumentException>(() => Of("""{"type":"integer","multipleOf":7,"minimum":1,"maximum":6}""")).Message, StringComparison.Ordinal);
        Assert.Contains("No document fits", Assert.Throws<ArgumentException>(() => Of("""{"type":"number","multipleOf":0.3,"exclusiveMinimum":0,"exclusiveMaximum":0.3}""")).Message, StringComparison.Ordinal);
        Assert.True(Of("""{"type":"integer","multipleOf":1000000000000000000000}""").Allows("0"));
    }

    private static IEnumerable<decimal> Multiples(decimal step, decimal minimum, decimal maximum)
    {
        for (decimal value = decimal.Floor(minimum / step) * step; value <= maximum + step; value += step)
        {
            yield return value;
        }
    }

    // The smallest whole multiple.
    private static decimal Whole(decimal step)
    {
        decimal whole = step;
        while (whole % 1 != 0)
        {
            whole += step;
        }

        return whole;
    }

    private static string Text(decimal value) => value.ToString("0.############", CultureInfo.InvariantCulture);

    private static TextConstraint? OrNull(string schema)
    {
        try
        {
            return Of(schema);
        }
        catch (ArgumentException e) when (e.Message.Contains("No document fits", StringComparison.Ordinal))
        {
            return null;
        }
    }

    private static TextConstraint Of(string schema) => TextConstraint.JsonSchema(JsonDocument.Parse(schema).RootElement);
}
