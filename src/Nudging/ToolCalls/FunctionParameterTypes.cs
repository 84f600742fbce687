using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Nudging.Constraints;

namespace Nudging.ToolCalls;

/// <summary>Adds the limits of the .NET types of a function's parameters to the schema of the function's arguments.</summary>
internal static class FunctionParameterTypes
{
    /// <summary>Adds the limits.</summary>
    /// <param name="function">The function.</param>
    /// <returns>The schema of the function, with the limits where the function is a .NET method.</returns>
    public static JsonElement AddTo(AIFunctionDeclaration function)
    {
        if (function is not AIFunction { UnderlyingMethod: MethodInfo method } typed
            || JsonNode.Parse(function.JsonSchema.GetRawText()) is not JsonObject schema
            || schema["properties"] is not JsonObject properties)
        {
            return function.JsonSchema;
        }

        foreach (ParameterInfo parameter in method.GetParameters())
        {
            string name = parameter.Name ?? "";
            if (properties.ContainsKey(name) && parameter.ParameterType != typeof(string) && TypeOf(parameter, typed.JsonSerializerOptions) is JsonObject limits)
            {
                string place = $"nudging:{name}";
                Move(limits, $"#/$defs/{Escape(place)}");
                if (schema["$defs"] is not JsonObject definitions)
                {
                    schema["$defs"] = definitions = [];
                }

                definitions[place] = limits;
                Extend(properties, name, new JsonObject { ["$ref"] = $"#/$defs/{Escape(place)}" });
            }
        }

        return JsonSerializer.SerializeToElement(schema, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonObject)));
    }

    private static JsonObject? TypeOf(ParameterInfo parameter, JsonSerializerOptions options)
    {
        try
        {
            return JsonNode.Parse(TypeSchema.Create(parameter.ParameterType, options).GetRawText()) as JsonObject;
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException or ArgumentException)
        {
            // The serializer does not know the type: the function converts the argument itself.
            return null;
        }
    }

    // The schema of the parameter stays where references find it.
    private static void Extend(JsonObject properties, string name, JsonObject limits)
    {
        if (properties[name] is not JsonObject declared)
        {
            properties[name] = declared = [];
        }

        if (declared["allOf"] is JsonArray all)
        {
            all.Add((JsonNode?)limits);
        }
        else
        {
            declared["allOf"] = new JsonArray(limits);
        }
    }

    // References within the schema of a type begin at that schema.
    private static void Move(JsonNode? node, string place)
    {
        if (node is JsonArray items)
        {
            foreach (JsonNode? item in items)
            {
                Move(item, place);
            }
        }
        else if (node is JsonObject whole)
        {
            if (whole["$ref"] is JsonValue reference && reference.TryGetValue(out string? target) && target.StartsWith('#'))
            {
                whole["$ref"] = place + target[1..];
            }

            foreach ((_, JsonNode? member) in whole.Where(member => member.Key != "$ref"))
            {
                Move(member, place);
            }
        }
    }

    private static string Escape(string name) => Uri.EscapeDataString(name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
}
