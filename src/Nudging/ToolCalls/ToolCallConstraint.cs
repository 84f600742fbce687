using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Nudging.ChatTemplates;
using Nudging.Constraints;

namespace Nudging.ToolCalls;

/// <summary>Creates constraints that allow only calls of given functions in an output.</summary>
/// <param name="syntax">The syntax of the calls.</param>
/// <param name="isSingle">Whether at most one call is allowed.</param>
internal sealed class ToolCallConstraint(ToolCallSyntax syntax, bool isSingle)
{
    /// <summary>Creates the constraint.</summary>
    /// <param name="functions">The functions, at least one.</param>
    /// <exception cref="NotSupportedException">The schema of a function has a feature that is not supported.</exception>
    /// <exception cref="ArgumentException">The schema of a function is malformed, or no arguments fit the schema.</exception>
    public TextConstraint Of(IEnumerable<AIFunctionDeclaration> functions)
    {
        AIFunctionDeclaration[] offered = [.. functions];
        ToolCallLayout layout = syntax.Layout;
        TextConstraint call = Sequence(layout.CallStart, TextConstraint.Choice([.. offered.Select(Call)]), layout.CallEnd);
        TextConstraint calls = Sequence(layout.Start, Several(call, layout.Separator), layout.End);
        return syntax.HeaderOf("") is null
            ? calls
            : TextConstraint.Choice(calls, Several(TextConstraint.Choice([.. offered.Select(CallWithHeader)]), ""));
    }

    private static TextConstraint Arguments(AIFunctionDeclaration function)
    {
        try
        {
            return function.JsonSchema.ValueKind == JsonValueKind.Undefined ? TextConstraint.JsonObject : TextConstraint.ClosedJsonSchema(ObjectOf(FunctionParameterTypes.AddTo(function)));
        }
        catch (NotSupportedException e)
        {
            throw new NotSupportedException($"A call of the function '{function.Name}' cannot be required: {e.Message}", e);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"A call of the function '{function.Name}' cannot be required: {e.Message}", e);
        }
    }

    // Arguments are an object, also where the schema allows any value.
    private static JsonElement ObjectOf(JsonElement schema)
    {
        bool isObject = schema.ValueKind == JsonValueKind.Object
            && schema.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String && type.GetString() == "object";
        JsonObject any = new() { ["type"] = "object" };
        if (schema.ValueKind == JsonValueKind.Object && !isObject)
        {
            any = JsonObject.Create(schema)!;
            any["allOf"] = new JsonArray([.. (any["allOf"] as JsonArray ?? []).Select(part => part?.DeepClone()), new JsonObject { ["type"] = "object" }]);
        }

        return isObject ? schema : JsonSerializer.SerializeToElement(any, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonObject)));
    }

    private static TextConstraint Sequence(string before, TextConstraint constraint, string after) =>
        TextConstraint.Sequence(TextConstraint.Literal(before), constraint, TextConstraint.Literal(after));

    private TextConstraint Call(AIFunctionDeclaration function) => Sequence(
        $"{{\"name\": {TemplateJson.Serialize(function.Name)}, \"{syntax.ArgumentsName}\": ", Arguments(function), "}");

    private TextConstraint CallWithHeader(AIFunctionDeclaration function) => Sequence(syntax.HeaderOf(function.Name)!, Arguments(function), "");

    private TextConstraint Several(TextConstraint item, string separator) => isSingle
        ? item
        : TextConstraint.Sequence(item, TextConstraint.Repetition(Sequence(separator, item, "")));
}
