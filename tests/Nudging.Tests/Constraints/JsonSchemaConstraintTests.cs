using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Microsoft.Extensions.AI;
using Nudging.Constraints;
using Nudging.Constraints.Grammar;
using Nudging.TestSupport;

namespace Nudging.Tests.Constraints;

public class JsonSchemaConstraintTests
{
    [Fact]
    public void Random_documents_of_a_random_schema_pass_a_validator()
    {
        for (int seed = 0; seed < 250; seed++)
        {
            string schema = new RandomSchema(seed).Next().ToJsonString();
            TextConstraint constraint;
            try
            {
                constraint = Of(schema);
            }
            catch (ArgumentException e) when (e.Message.Contains("No document fits", StringComparison.Ordinal))
            {
                continue;
            }

            JsonSchema validator = JsonSchema.FromText(schema);
            for (int walk = 0; walk < 4; walk++)
            {
                string document = RandomWalk.Write(constraint, new Random((31 * seed) + walk), 20 << walk);
                using JsonDocument parsed = JsonDocument.Parse(document);
                Assert.True(validator.Evaluate(parsed.RootElement).IsValid, $"{schema}\ndoes not allow\n{document}");
                Assert.True(constraint.Allows(document));
                AssertReadable(JsonNode.Parse(document));
            }
        }
    }

    [Theory]
    [InlineData("true", """{"a": [1, -2.5e3, "x\n\u00e9\ud83d\ude00é漢😀", {}, [], null, true]}""")]
    [InlineData("true", "-0.5")]
    [InlineData("true", "\"\\/\"")]
    [InlineData("""{"type":"object"}""", "{\n  \"a\": 1,\n  \"b\": {\n    \"c\": []\n  }\n}")]
    [InlineData("""{"properties":{"a":{"type":"integer"},"b":{"type":["string","null"]}},"required":["b"]}""", """{"b":null,"other":[1]}""")]
    [InlineData("""{"properties":{"a":{"type":"integer"},"b":{"type":["string","null"]}},"required":["b"]}""", """{ "a": 12, "b": "x" }""")]
    [InlineData("""{"type":"array","prefixItems":[{"type":"string"}],"items":{"type":"integer"}}""", """["a", 1, 2]""")]
    [InlineData("""{"enum":["é","漢字","👩‍🔬", 1, null, {"a":[true]}]}""", "\"👩‍🔬\"")]
    [InlineData("""{"enum":["é","漢字","👩‍🔬", 1, null, {"a":[true]}]}""", """{"a":[true]}""")]
    [InlineData("""{"type":"string","minLength":2,"maxLength":2}""", "\"😀\\ud83d\\ude00\"")]
    [InlineData("""{"$ref":"#/$defs/list","$defs":{"list":{"type":"object","properties":{"next":{"anyOf":[{"$ref":"#/$defs/list"},{"type":"null"}]}},"required":["next"]}}}""", """{"next":{"next":{"next":null}}}""")]
    [InlineData("""{"type":"object","required":["$type"],"anyOf":[{"properties":{"$type":{"const":"cat"},"lives":{"type":"integer"}}},{"properties":{"$type":{"const":"dog"}}}]}""", """{"$type":"cat","lives":9}""")]
    [InlineData("""{"oneOf":[{"type":"object","properties":{"kind":{"const":"a"}},"required":["kind"]},{"type":"object","properties":{"kind":{"const":"b"},"x":{"type":"integer"}}}, {"type":"integer"}]}""", """{"kind":"b","x":1}""")]
    public void A_document_that_fits_the_schema_is_allowed_and_a_longer_or_broken_one_is_not(string schema, string document)
    {
        Assert.True(Of(schema).Allows(document));
        Assert.False(Of(schema).Allows(document[..^1] + "~"));
        Assert.False(Of(schema).Allows(document + " "));
    }

    [Theory]
    [InlineData("true", "\"\\ud83d\"")]
    [InlineData("true", "\"\\ude00\"")]
    [InlineData("true", "\"a\tb\"")]
    [InlineData("true", "01")]
    [InlineData("true", "-0")]
    [InlineData("true", "[1,]")]
    [InlineData("true", "{\"a\":1,\"a\":2}")]
    [InlineData("true", "[\n\n1]")]
    [InlineData("""{"properties":{"a":{"type":"integer"}},"additionalProperties":{"type":"string"}}""", """{"a":"x"}""")]
    [InlineData("""{"properties":{"a":{"type":"integer"}},"additionalProperties":{"type":"string"}}""", """{"b":1}""")]
    [InlineData("""{"properties":{"a":true},"required":["a"],"additionalProperties":false}""", "{}")]
    [InlineData("""{"type":"array","minItems":2,"maxItems":3}""", "[1]")]
    [InlineData("""{"type":"array","minItems":2,"maxItems":3}""", "[1,2,3,4]")]
    [InlineData("""{"enum":["a","b"],"type":["string","null"],"minLength":2}""", "\"a\"", true)]
    public void A_document_that_does_not_fit_the_schema_is_not_allowed(string schema, string document, bool isNone = false)
    {
        if (isNone)
        {
            Assert.Throws<ArgumentException>(() => Of(schema));
        }
        else
        {
            Assert.False(Of(schema).Allows(document));
        }
    }

    [Fact]
    public void Numbers_within_a_limit_are_allowed_and_numbers_beyond_the_limit_are_not()
    {
        for (int minimum = -25; minimum <= 15; minimum += 4)
        {
            int maximum = minimum + 13;
            TextConstraint whole = Of($$"""{"type":"integer","minimum":{{minimum}},"exclusiveMaximum":{{maximum}}}""");
            TextConstraint any = Of($$"""{"type":"number","exclusiveMinimum":{{minimum}},"maximum":{{Text(maximum + 0.5)}}}""");
            for (int value = -120; value <= 120; value++)
            {
                Assert.Equal(value >= minimum && value < maximum, whole.Allows(Text(value)));
                double fraction = value / 4.0;
                Assert.Equal(fraction > minimum && fraction <= maximum + 0.5, any.Allows(Text(fraction)));
                Assert.False(any.Allows("-0.0"));
            }
        }

        Assert.True(Of("""{"type":"number","minimum":0.1,"maximum":0.1}""").Allows("0.1"));
        Assert.True(Of("""{"type":"integer","minimum":999999999999999999}""").Allows("999999999999999999"));
        Assert.True(Of("""{"type":"integer","maximum":1e300}""").Allows("5"));
        Assert.Throws<ArgumentException>(() => Of("""{"type":"integer","minimum":0.2,"maximum":0.8}"""));
        Assert.Throws<ArgumentException>(() => Of("""{"type":"number","minimum":1e300}"""));
    }

    [Theory]
    [InlineData("uniqueItems", """{"$ref":"#/$defs/a","$defs":{"a":{"uniqueItems":true}}}""", "#/$defs/a")]
    [InlineData("items' as an array", """{"items":[{}]}""", "#")]
    [InlineData("exclusiveMinimum' as a boolean", """{"type":"integer","exclusiveMinimum":true}""", "#")]
    [InlineData("oneOf", """{"oneOf":[{"type":"integer"},{"type":"number"}]}""", "#")]
    [InlineData("http://example.org/x", """{"$ref":"http://example.org/x"}""", "#")]
    public void An_unsupported_keyword_is_refused_with_its_name_and_place(string feature, string schema, string place)
    {
        string message = Assert.Throws<NotSupportedException>(() => Of(schema)).Message;
        Assert.Contains(feature, message, StringComparison.Ordinal);
        Assert.Contains($"at {place}", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3")]
    [InlineData("null")]
    [InlineData("false")]
    [InlineData("[]")]
    [InlineData("""{"type":"text"}""")]
    [InlineData("""{"type":[]}""")]
    [InlineData("""{"type":3}""")]
    [InlineData("""{"properties":[]}""")]
    [InlineData("""{"required":[1]}""")]
    [InlineData("""{"minLength":-1}""")]
    [InlineData("""{"minLength":3,"maxLength":2}""")]
    [InlineData("""{"enum":[]}""")]
    [InlineData("""{"enum":3}""")]
    [InlineData("""{"$ref":"#/$defs/none"}""")]
    [InlineData("""{"$ref":"#"}""")]
    [InlineData("""{"anyOf":[{"$ref":"#"},{"type":"string"}]}""")]
    [InlineData("""{"$ref":"#","minLength":1}""")]
    [InlineData("""{"type":"object","properties":{"self":{"$ref":"#"}},"required":["self"]}""")]
    [InlineData("""{"type":"array","items":{"$ref":"#"},"minItems":1}""")]
    [InlineData("""{"allOf":[{"type":"string"},{"type":"integer"}]}""")]
    [InlineData("""{"type":"object","required":["a"],"additionalProperties":false}""")]
    [InlineData("""{"type":"object","properties":{"\ud83d":{}}}""")]
    [InlineData("""{"const":"\ude00"}""")]
    [InlineData("""{"type":"object","type":"string"}""")]
    public void A_malformed_or_contradictory_schema_is_refused(string schema) => Assert.Throws<ArgumentException>(() => Of(schema));

    [Fact]
    public void An_optional_property_whose_schema_is_false_is_not_allowed()
    {
        TextConstraint constraint = Of("""{"type":"object","properties":{"a":false,"b":{"type":"array","items":false}},"additionalProperties":false}""");
        Assert.True(constraint.Allows("{}"));
        Assert.True(constraint.Allows("""{"b":[]}"""));
        Assert.False(constraint.Allows("""{"a":1}"""));
    }

    [Fact]
    public void Sixty_levels_of_an_ambiguous_schema_take_a_bounded_number_of_steps_each()
    {
        TextConstraint constraint = Of("""
            {"$ref":"#/$defs/n","$defs":{"n":{"anyOf":[
              {"type":"object","properties":{"a":{"$ref":"#/$defs/n"}}},
              {"type":"object","properties":{"a":{"$ref":"#/$defs/n"},"b":{"type":"integer"}}},
              {"type":"null"}]}}}
            """);
        // Without common configurations, each level would double the number of steps.
        TextConstraintState state = constraint.Start;
        foreach (byte value in Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 60)) + "null" + new string('}', 60)))
        {
            state = state.Advance(value)!;
            Assert.InRange(Assert.IsType<GrammarState>(state).Steps, 1, 1500);
        }

        Assert.True(state.CanEnd);
    }

    [Fact]
    public void A_chain_of_3000_references_is_refused()
    {
        string chain = string.Join(',', Enumerable.Range(0, 3000).Select(i => $$"""
            "d{{i}}":{"$ref":"#/$defs/d{{i + 1}}"}
            """));
        Assert.Contains(
            "200 references", Assert.Throws<ArgumentException>(() => Of($$"""{"$ref":"#/$defs/d0","$defs":{ {{chain}},"d3000":{} } }""")).Message, StringComparison.Ordinal);
    }

    private sealed record Order(
        string Customer, long Id, double Price, decimal Discount, bool Paid, Size Size, Size? Second, string? Note, string[] Tags,
        Dictionary<string, long> Stock, Order? Parent, List<Animal> Animals, float? Weight);

    [System.Text.Json.Serialization.JsonConverter(typeof(System.Text.Json.Serialization.JsonStringEnumConverter<Size>))]
    private enum Size
    {
        Small,
        Größe,
        漢字,
    }

    [System.Text.Json.Serialization.JsonDerivedType(typeof(Cat), "cat")]
    [System.Text.Json.Serialization.JsonDerivedType(typeof(Dog), "dog")]
    private abstract record Animal(string Name);

    private sealed record Cat(string Name, long Lives) : Animal(Name);

    private sealed record Dog(string Name, bool Barks) : Animal(Name);

    [Fact]
    public void Random_documents_of_a_types_schema_deserialize_to_the_type()
    {
        JsonElement schema = AIJsonUtilities.CreateJsonSchema(typeof(Order));
        TextConstraint constraint = TextConstraint.JsonSchema(schema);
        HashSet<Type> animals = [];
        for (int seed = 0; seed < 60; seed++)
        {
            string document = RandomWalk.Write(constraint, new Random(seed), 600);
            Order order = JsonSerializer.Deserialize<Order>(document, AIJsonUtilities.DefaultOptions)!;
            animals.UnionWith(order.Animals.Select(animal => animal.GetType()));
        }

        Assert.Equal(2, animals.Count);
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);

    private static TextConstraint Of(string schema) => TextConstraint.JsonSchema(JsonDocument.Parse(schema).RootElement);

    // No string has a lone surrogate, and no object has a key twice.
    private static void AssertReadable(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject whole:
                foreach ((string key, JsonNode? member) in whole)
                {
                    AssertReadable(member);
                }

                break;
            case JsonArray items:
                foreach (JsonNode? item in items)
                {
                    AssertReadable(item);
                }

                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                Assert.NotNull(value.GetValue<string>());
                break;
            default:
                break;
        }
    }
}
