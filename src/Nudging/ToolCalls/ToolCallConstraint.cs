using System.Text.Json;
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
        bool isObject = function.JsonSchema.ValueKind == JsonValueKind.Object
            && function.JsonSchema.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String && type.GetString() == "object";
        try
        {
            return isObject ? TextConstraint.JsonSchema(function.JsonSchema) : TextConstraint.JsonObject;
        }
        catch (Exception e) when (e is NotSupportedException or ArgumentException)
        {
            // The function checks its arguments itself.
            return TextConstraint.JsonObject;
        }
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
