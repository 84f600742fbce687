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
    /// <exception cref="NotSupportedException">The arguments of a function cannot be constrained to the function's schema.</exception>
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

    // A schema that does not say the type is the schema of an object: arguments are an object.
    private static TextConstraint Arguments(AIFunctionDeclaration function)
    {
        JsonElement schema = function.JsonSchema;
        try
        {
            return schema.ValueKind is JsonValueKind.Undefined or JsonValueKind.True
                ? TextConstraint.JsonObject
                : TextConstraint.JsonSchema(HasType(schema) ? schema : WithTypeObject(schema));
        }
        catch (Exception e) when (e is NotSupportedException or ArgumentException)
        {
            throw new NotSupportedException($"A call of the function '{function.Name}' cannot be required, because its arguments cannot be guaranteed: {e.Message}", e);
        }
    }

    private static bool HasType(JsonElement schema) => schema.ValueKind != JsonValueKind.Object
        ? throw new ArgumentException($"The schema of the parameters is of the kind {schema.ValueKind}; the schema must be an object.")
        : schema.TryGetProperty("type", out JsonElement type)
            && ((type.ValueKind == JsonValueKind.String && type.ValueEquals("object"))
                ? true
                : throw new ArgumentException("The type in the schema of the parameters must be \"object\"."));

    private static JsonElement WithTypeObject(JsonElement schema)
    {
        JsonObject typed = JsonObject.Create(schema)!;
        typed["type"] = "object";
        using var document = JsonDocument.Parse(typed.ToJsonString());
        return document.RootElement.Clone();
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
