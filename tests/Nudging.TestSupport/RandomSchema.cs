using System.Text.Json.Nodes;

namespace Nudging.TestSupport;

/// <summary>Creates random JSON schemas of all supported kinds.</summary>
public sealed class RandomSchema(int seed)
{
    private static readonly string[] Names = ["name", "é", "漢字", "a b", "q\"uote", "😀", "ab", "items", "$type", "tab\t"];

    private static readonly JsonNode?[] Values = ["red", "café", "漢字", "😀👍🏽", "", "back\\slash \"quoted\"\n", 1, -2.5, 0, true, false, null];

    private static readonly string[] Patterns = ["^[a-z]*$", "\\d", "^\\S+(?: \\S+)?$", "^(?:é|漢|[^a-f]){1,9}", "[.!?]$", "^[A-Z]{2}-\\d{2,}|x"];

    private static readonly decimal[] Steps = [1, 2, 7, 0.5m, 0.01m, 2.5m];

    private readonly Random _random = new(seed);

    /// <summary>Creates a schema with definitions and references to the definitions.</summary>
    public JsonObject Next()
    {
        JsonObject schema = Schema(3);
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema";
        schema["$defs"] = new JsonObject
        {
            ["leaf"] = Schema(0),
            ["tree"] = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject
                {
                    ["value"] = Schema(0),
                    ["children"] = new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["$ref"] = "#/$defs/tree", ["description"] = "again" }, ["maxItems"] = 2 },
                },
                ["required"] = new JsonArray("value"),
                ["additionalProperties"] = false,
            },
        };
        return schema;
    }

    private JsonObject Schema(int depth)
    {
        JsonObject schema = (depth == 0 ? _random.Next(6) : _random.Next(12)) switch
        {
            0 => Text(),
            1 => Number("integer"),
            2 => Number("number"),
            3 => new() { ["type"] = _random.Next(2) == 0 ? "boolean" : "null" },
            4 => new() { ["enum"] = new JsonArray([.. Enumerable.Range(0, 1 + _random.Next(4)).Select(_ => Values[_random.Next(Values.Length)]?.DeepClone())]) },
            5 => new() { ["const"] = Values[_random.Next(Values.Length)]?.DeepClone() },
            6 or 7 => Object(depth),
            8 => Array(depth),
            9 => new() { ["anyOf"] = new JsonArray(Schema(depth - 1), Schema(depth - 1)) },
            10 => new() { ["$ref"] = _random.Next(2) == 0 ? "#/$defs/leaf" : "#/$defs/tree" },
            _ => new()
            {
                ["allOf"] = new JsonArray(Object(depth), new JsonObject { ["type"] = "object", ["properties"] = new JsonObject { ["more"] = Schema(0) } }),
            },
        };
        if (_random.Next(3) == 0)
        {
            schema["description"] = "An annotation é";
        }

        return schema;
    }

    private JsonObject Text()
    {
        var schema = new JsonObject { ["type"] = _random.Next(3) == 0 ? new JsonArray("string", "null") : "string" };
        if (_random.Next(2) == 0)
        {
            schema["minLength"] = _random.Next(4);
            schema["maxLength"] = 4 + _random.Next(8);
        }

        if (_random.Next(3) == 0)
        {
            schema["pattern"] = Patterns[_random.Next(Patterns.Length)];
        }

        return schema;
    }

    private JsonObject Number(string type)
    {
        var schema = new JsonObject { ["type"] = type };
        if (_random.Next(2) == 0)
        {
            int minimum = _random.Next(-200, 200);
            schema[_random.Next(2) == 0 ? "minimum" : "exclusiveMinimum"] = type == "integer" ? minimum : minimum / 8.0;
            schema[_random.Next(2) == 0 ? "maximum" : "exclusiveMaximum"] = type == "integer" ? minimum + 2 + _random.Next(300) : (minimum / 8.0) + 0.01 + _random.NextDouble();
        }

        if (_random.Next(4) == 0)
        {
            schema["multipleOf"] = Steps[_random.Next(Steps.Length)];
        }

        return schema;
    }

    private JsonObject Object(int depth)
    {
        string[] names = [.. Names.OrderBy(_ => _random.Next()).Take(_random.Next(4))];
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(names.Select(name => KeyValuePair.Create(name, (JsonNode?)Schema(depth - 1)))),
            ["required"] = new JsonArray([.. names.Where(_ => _random.Next(2) == 0).Select(name => (JsonNode?)name)]),
        };
        if (_random.Next(3) is var kind and < 2)
        {
            schema["additionalProperties"] = kind == 0 ? false : Schema(0);
        }

        return schema;
    }

    private JsonObject Array(int depth)
    {
        var schema = new JsonObject { ["type"] = "array", ["items"] = Schema(depth - 1) };
        if (_random.Next(3) == 0)
        {
            schema["prefixItems"] = new JsonArray(Schema(0), Schema(0));
        }

        int minimum = _random.Next(3);
        schema["minItems"] = minimum;
        if (_random.Next(2) == 0)
        {
            schema["maxItems"] = minimum + _random.Next(4);
        }

        return schema;
    }
}
