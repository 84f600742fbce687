using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Json.Schema;
using Nudging.Constraints;
using Nudging.Tests.Constraints.RegularExpressions;

namespace Nudging.Tests.Constraints;

public class JsonStringAndNumberOracleTests
{
    private static readonly string[] Patterns =
    [
        "^a", "b$", "^[ab]+$", "[^a]", "^(?:ab|ba)*$", "\\d", "^.{2,3}$", "^\\w+(?:-\\w+)?$", "(a|é)\\s", "^[^\\s]*$", "^a{2,}?b", "é|漢", "^(a(b(1)?)?)?$", "^\"", "\\\\",
    ];

    [Fact]
    public void A_string_is_allowed_exactly_where_a_validator_accepts_the_string()
    {
        int valid = 0;
        Gen<string> pattern = Gen.Int[0, Patterns.Length - 1].Select(index => Patterns[index]);
        Gen.Select(pattern.Array[1, 2], Gen.Int[0, 3], Gen.Int[0, 6], RandomPattern.Texts.Array[30]).Sample(
            (patterns, minimum, more, texts) =>
            {
                var schema = new JsonObject
                {
                    ["type"] = "string",
                    ["minLength"] = minimum,
                    ["maxLength"] = minimum + more,
                    ["allOf"] = new JsonArray([.. patterns.Select(text => new JsonObject { ["pattern"] = text })]),
                };
                TextConstraint? constraint = OrNull(schema);
                JsonSchema validator = JsonSchema.FromText(schema.ToJsonString());

                // In .NET a dollar sign also matches before a last line break, and a dot matches U+2028.
                foreach (string text in texts.Select(text => text.Replace('\n', 'x').Replace('\u2028', '.')))
                {
                    bool isValid = validator.Evaluate(JsonValue.Create(text)).IsValid;
                    Assert.True(isValid == (constraint?.Allows(JsonSerializer.Serialize(text)) ?? false), $"{schema.ToJsonString()} and {text}");
                    Interlocked.Add(ref valid, isValid ? 1 : 0);
                }
            },
            iter: 1000);
        Assert.True(valid > 1000, $"{valid} strings were valid.");
    }

    [Fact]
    public void A_number_is_allowed_exactly_where_a_validator_accepts_the_number()
    {
        int valid = 0;
        decimal[] steps = [1, 3, 0.5m, 0.25m, 1.5m, 0.1m];
        string[] limits = ["minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"];
        Gen.Select(Gen.Int[0, steps.Length - 1], Gen.Int[0, 15], Gen.Int[-40, 40].Array[4], Gen.Int[-100, 100].Array[30], Gen.Bool).Sample(
            (step, which, values, numbers, isWhole) =>
            {
                var schema = new JsonObject { ["type"] = isWhole ? "integer" : "number", ["multipleOf"] = steps[step] };
                for (int i = 0; i < limits.Length; i++)
                {
                    if ((which & (1 << i)) != 0)
                    {
                        schema[limits[i]] = values[i] / 4m;
                    }
                }

                TextConstraint? constraint = OrNull(schema);
                JsonSchema validator = JsonSchema.FromText(schema.ToJsonString());
                foreach (decimal number in numbers.Select(number => number / 8m).Concat(numbers.Select(number => number / 10m)))
                {
                    string text = number.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture);
                    bool isValid = validator.Evaluate(JsonNode.Parse(text)).IsValid;
                    Assert.True(isValid == (constraint?.Allows(text) ?? false), $"{schema.ToJsonString()} and {text}");
                    Interlocked.Add(ref valid, isValid ? 1 : 0);
                }
            },
            iter: 1000);
        Assert.True(valid > 1000, $"{valid} numbers were valid.");
    }

    private static TextConstraint? OrNull(JsonObject schema)
    {
        try
        {
            return TextConstraint.JsonSchema(JsonSerializer.SerializeToElement(schema));
        }
        catch (ArgumentException e) when (e.Message.Contains("No document fits", StringComparison.Ordinal))
        {
            return null;
        }
    }
}
