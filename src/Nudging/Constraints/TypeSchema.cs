using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Nudging.Constraints.Json;

namespace Nudging.Constraints;

/// <summary>Creates the JSON schemas of .NET types. The serializer reads each document that fits the schema as a value of the type.</summary>
/// <remarks>
/// Thread safe. In contrast to the schemas of <see cref="AIJsonUtilities"/>, a schema has the ranges of the numeric types, lists
/// the values of enumerations, and allows no properties that the type does not have.
/// </remarks>
/// <example>
/// <code>
/// ChatOptions options = new() { ResponseFormat = ChatResponseFormat.ForJsonSchema(TypeSchema.Create(typeof(Order))) };
/// ChatResponse response = await client.GetResponseAsync("Order two coffees.", options);
/// Order order = JsonSerializer.Deserialize&lt;Order&gt;(response.Text, AIJsonUtilities.DefaultOptions)!;
/// </code>
/// </example>
public static class TypeSchema
{
    /// <summary>Creates the schema of a type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="serializerOptions">The options with which the documents are read; <see cref="AIJsonUtilities.DefaultOptions"/> by default.</param>
    /// <returns>The schema.</returns>
    /// <exception cref="NotSupportedException">The serializer does not support the type.</exception>
    public static JsonElement Create(Type type, JsonSerializerOptions? serializerOptions = null)
    {
        ArgumentNullException.ThrowIfNull(type);
        return AIJsonUtilities.CreateJsonSchema(type, serializerOptions: serializerOptions, inferenceOptions: new()
        {
            TransformSchemaNode = static (context, node) => JsonTypeLimits.Add(node, context.TypeInfo),
        });
    }
}
