using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Nudging.Constraints;
using Nudging.Constraints.Json;

namespace Nudging.Tests.Constraints;

/// <summary>The constraint of each keyword allows the documents that a validator accepts, and no other document.</summary>
public sealed class JsonSchemaKeywordTests
{
    private const string Kinds = """
        "type":"object","properties":{"k":{"enum":["red","green",3,null]},"a":{},"b":{}}
        """;

    /// <summary>Gets the schemas by keyword. The named properties stand in the order k, a, b, c.</summary>
    public static TheoryData<string, string> Schemas => new()
    {
        { "type", """{"type":["object","null","boolean","string","number"]}""" },
        { "type", """{"type":["integer","array"]}""" },
        { "enum", """{"enum":["red","",2,null,[],[1],true]}""" },
        { "const", """{"const":"ab"}""" },
        { "properties", """{"type":"object","properties":{"k":{"type":"string"},"a":{"type":"integer"},"b":true}}""" },
        { "properties", """{"type":"object","properties":{"k":false,"a":{"type":["integer","string","null"]}}}""" },
        { "required", """{"type":"object","properties":{"k":{},"a":{},"b":{}},"required":["k","b"]}""" },
        { "additionalProperties", """{"type":"object","properties":{"k":{},"a":{}},"additionalProperties":{"type":["integer","boolean","string"]}}""" },
        { "additionalProperties", """{"type":"object","properties":{"k":{},"a":{},"b":{}},"additionalProperties":false}""" },
        { "minProperties", """{"type":"object","minProperties":2}""" },
        { "minProperties", """{"type":"object","properties":{"k":{},"a":false,"b":{},"c":{}},"minProperties":2,"additionalProperties":false}""" },
        { "maxProperties", """{"type":"object","maxProperties":1}""" },
        { "maxProperties", """{"type":"object","properties":{"k":{},"a":{},"b":{}},"required":["b"],"maxProperties":2,"minProperties":2}""" },
        { "patternProperties", """{"type":"object","patternProperties":{"^[ab]$":{"type":["integer","null","string"]}},"additionalProperties":false}""" },
        { "patternProperties", """{"type":"object","patternProperties":{"a|x":{"type":["integer","array","boolean","string"]},"[a-c]":{"type":["integer","string","null"]}}}""" },
        { "patternProperties", """{"type":"object","properties":{"k":{},"a":{"type":["string","integer"]}},"patternProperties":{"[ab]":{"type":["string","null"]}},"required":["k"],"additionalProperties":{"type":"boolean"}}""" },
        { "patternProperties", """{"type":"object","properties":{"k":{}},"patternProperties":{"^[ab]$":{}},"additionalProperties":false,"maxProperties":2}""" },
        { "propertyNames", """{"type":"object","propertyNames":{"enum":["a","b","k"]}}""" },
        { "propertyNames", """{"type":"object","properties":{"k":{}},"propertyNames":{"pattern":"^[kabx]+$","maxLength":2},"minProperties":1}""" },
        { "dependentRequired", """{"type":"object","properties":{"k":{},"a":{},"b":{}},"dependentRequired":{"k":["b"]}}""" },
        { "dependentRequired", """{"type":"object","properties":{"k":{},"a":{},"b":{},"c":{}},"dependentRequired":{"b":["k"],"k":["a"],"c":[]}}""" },
        { "dependentSchemas", """{"type":"object","properties":{"k":{},"a":{}},"dependentSchemas":{"k":{"minProperties":2,"properties":{"a":{"type":"string"}}}}}""" },
        { "if", """{"type":"object","properties":{"k":{},"a":{},"b":{}},"if":{"properties":{"k":{"const":"red"}},"required":["k"]},"then":{"required":["a"]},"else":{"required":["b"]}}""" },
        { "if", """{"type":"object","properties":{"k":{},"a":{},"b":{}},"if":{"properties":{"k":{"enum":["red",3]}}},"then":{"properties":{"a":{"type":"integer"}}}}""" },
        { "if", """{"type":"number","if":{"minimum":2},"then":{"maximum":5},"else":{"maximum":0}}""" },
        { "if", """{"type":["string","array"],"if":{"minLength":2},"else":{"enum":["","a",[]]}}""" },
        { "if", """{"type":"object","properties":{"k":{"type":["string","null"]},"a":{}},"if":{"properties":{"k":{"type":"null"}},"minProperties":1},"else":{"maxProperties":1}}""" },
        { "if", "{" + Kinds + """
            ,"allOf":[{"if":{"properties":{"k":{"const":"red"}},"required":["k"]},"then":{"properties":{"a":{"type":"string"}},"required":["a"]}},
                      {"if":{"properties":{"k":{"const":"green"}},"required":["k"]},"then":{"properties":{"a":{"type":"integer"}}}},
                      {"if":{"properties":{"k":{"const":3}},"required":["k"]},"then":{"maxProperties":1}}]}
            """ },
        { "not", """{"type":["string","number","null"],"not":{"const":"red"}}""" },
        { "not", """{"type":["string","number","boolean","null"],"not":{"enum":["red","é","😀","","\"\\\n",2,2.5,true,null]}}""" },
        { "not", """{"type":"string","maxLength":2,"not":{"enum":["a","ab"]}}""" },
        { "not", """{"type":"integer","minimum":0,"maximum":10,"not":{"enum":[0,5,10]}}""" },
        { "not", """{"type":["array","object"],"not":{"enum":[[],{}]}}""" },
        { "not", """{"not":{"type":["object","array","null"]}}""" },
        { "not", """{"type":"object","properties":{"k":{},"a":{}},"not":{"required":["k","a"]}}""" },
        { "not", """{"type":"number","not":{"anyOf":[{"maximum":0},{"exclusiveMinimum":5},{"const":3}]}}""" },
        { "not", """{"enum":["red","green",2],"not":{"enum":["red",2.0]}}""" },
        { "not", """{"type":"string","not":{"not":{"minLength":2}}}""" },
        { "not", """{"type":"object","properties":{"k":{"not":{"const":"red"},"type":"string"}},"allOf":[{"properties":{"k":{"not":{"const":"green"}}}}]}""" },
        { "anyOf", """{"anyOf":[{"type":"string","minLength":2},{"type":"object","properties":{"k":{},"a":{}},"required":["a"]},{"const":null}]}""" },
        { "allOf", """{"type":"object","allOf":[{"required":["a"]},{"properties":{"k":{"type":"string"}}},{"properties":{"k":{"minLength":1}}}]}""" },
        { "oneOf", """{"type":"object","oneOf":[{"properties":{"k":{"const":"red"}},"required":["k"]},{"properties":{"k":{"const":3},"a":{"type":"string"}},"required":["k"]}]}""" },
        { "$ref", """{"$ref":"#/$defs/node","$defs":{"node":{"type":"object","properties":{"k":{},"a":{"anyOf":[{"$ref":"#/$defs/node"},{"type":"null"}]}}}}}""" },
        { "items", """{"type":"array","items":{"type":["string","integer"]}}""" },
        { "prefixItems", """{"type":"array","prefixItems":[{"type":"string"},{"type":"number"}],"items":{"type":"boolean"}}""" },
        { "minItems", """{"type":"array","minItems":2}""" },
        { "maxItems", """{"type":"array","maxItems":1}""" },
        { "uniqueItems", """{"type":"array","items":{"enum":["red","a",2,"é",null,true,"green"]},"uniqueItems":true,"minItems":1}""" },
        { "uniqueItems", """{"type":"array","maxItems":1,"uniqueItems":true}""" },
        { "minLength", """{"type":"string","minLength":1}""" },
        { "maxLength", """{"type":"string","maxLength":1}""" },
        { "minimum", """{"type":"number","minimum":0.5}""" },
        { "maximum", """{"type":"integer","maximum":2.5}""" },
        { "exclusiveMinimum", """{"type":"number","exclusiveMinimum":0}""" },
        { "exclusiveMaximum", """{"type":"number","exclusiveMaximum":7}""" },
    };

    [Theory]
    [MemberData(nameof(Schemas))]
    public void A_random_document_is_allowed_exactly_where_a_validator_accepts_the_document(string keyword, string schema)
    {
        TextConstraint constraint = Of(schema);
        JsonSchema validator = JsonSchema.FromText(schema);
        int valid = 0;
        for (int seed = 0; seed < 3000; seed++)
        {
            JsonNode? document = RandomDocument.Next(new Random(seed));
            bool isValid = validator.Evaluate(document).IsValid;
            string text = JsonLiteral.Of(document);
            Assert.True(isValid == constraint.Allows(text), $"{schema} allows {text}: {!isValid}. The validator says: {isValid}.");
            valid += isValid ? 1 : 0;
        }

        Assert.True(valid > 1, $"Only {valid} documents fit the schema of '{keyword}'.");
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public void A_document_that_follows_a_random_document_as_far_as_allowed_passes_a_validator(string keyword, string schema)
    {
        TextConstraint constraint = Of(schema);
        JsonSchema validator = JsonSchema.FromText(schema);
        for (int seed = 0; seed < 150; seed++)
        {
            Random random = new(seed);
            byte[] wanted = Encoding.UTF8.GetBytes(JsonLiteral.Of(RandomDocument.Next(random)));
            string document = RandomWalk.Write(constraint, random, 10 + (seed % 60), wanted);
            using var parsed = JsonDocument.Parse(document);
            Assert.True(validator.Evaluate(parsed.RootElement).IsValid, $"{keyword}: {schema}\ndoes not allow\n{document}");
        }
    }

    [Fact]
    public void Twelve_conditions_on_one_property_compile_to_a_constraint_of_twelve_alternatives()
    {
        string[] kinds = [.. Enumerable.Range(0, 12).Select(i => $"kind{i}")];
        string conditions = string.Join(',', kinds.Select((kind, i) => $$$"""
            {"if":{"properties":{"kind":{"const":"{{{kind}}}"}},"required":["kind"]},"then":{"properties":{"v{{{i}}}":{"type":"integer"}},"required":["v{{{i}}}"]}}
            """));
        TextConstraint constraint = Of($$"""
            {"type":"object","properties":{"kind":{"enum":["{{string.Join("\",\"", kinds)}}"]} },"required":["kind"],"additionalProperties":true,"allOf":[{{conditions}}]}
            """);

        Assert.True(constraint.Allows("""{"kind":"kind7","v7":3}"""));
        Assert.False(constraint.Allows("""{"kind":"kind7","v8":3}"""));
    }

    [Theory]
    [InlineData("'contains'", """{"type":"array","contains":{}}""", "#")]
    [InlineData("'unevaluatedProperties'", """{"properties":{"a":{"unevaluatedProperties":false}}}""", "#/properties/a")]
    [InlineData("'uniqueItems'", """{"properties":{"a":{"type":"array","items":{"type":"string"},"uniqueItems":true}}}""", "#/properties/a")]
    [InlineData("'patternProperties' together with", """{"type":"object","patternProperties":{"a":{}},"allOf":[{"additionalProperties":false}]}""", "#")]
    [InlineData("negation (by 'not' or 'if') of 'items'", """{"if":{"items":{"const":1}},"then":{"maxItems":1},"type":"array"}""", "#/if")]
    [InlineData("negation (by 'not' or 'if') of the type 'integer'", """{"type":"number","not":{"type":"integer"}}""", "#/not")]
    [InlineData("'not' with listed values of type object", """{"type":"object","not":{"const":{"a":1}}}""", "#")]
    [InlineData("negation of a schema with more than 40 levels", """{"not":{"$ref":"#/$defs/a"},"$defs":{"a":{"properties":{"a":{"$ref":"#/$defs/a"}}}}}""", "#/$defs/a")]
    public void A_condition_that_cannot_be_compiled_is_refused_with_its_name_and_place(string feature, string schema, string place)
    {
        string message = Assert.Throws<NotSupportedException>(() => Of(schema)).Message;
        Assert.Contains(feature, message, StringComparison.Ordinal);
        Assert.Contains($"at {place}", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type":"object","minProperties":2,"maxProperties":1}""")]
    [InlineData("""{"type":"object","properties":{"a":{}},"additionalProperties":false,"minProperties":2}""")]
    [InlineData("""{"type":"object","required":["a","b"],"maxProperties":1}""")]
    [InlineData("""{"type":"string","maxLength":0,"not":{"const":""}}""")]
    [InlineData("""{"const":3,"not":{"const":3.0}}""")]
    [InlineData("""{"not":{}}""")]
    [InlineData("""{"type":"array","items":{"enum":[1,1.0]},"uniqueItems":true,"minItems":2}""")]
    [InlineData("""{"dependentRequired":[]}""")]
    [InlineData("""{"uniqueItems":3}""")]
    public void A_contradiction_of_the_keywords_is_refused(string schema) => Assert.Throws<ArgumentException>(() => Of(schema));

    private static TextConstraint Of(string schema) => TextConstraint.JsonSchema(JsonDocument.Parse(schema).RootElement);
}
