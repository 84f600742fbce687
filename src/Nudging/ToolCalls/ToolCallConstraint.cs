using System.Text.Json;
using Microsoft.Extensions.AI;
using Nudging.ChatTemplates.Values;
using Nudging.Constraints;

namespace Nudging.ToolCalls;

/// <summary>Allows an output to be nothing but calls of offered functions.</summary>
/// <param name="syntax">How calls are written.</param>
/// <param name="isSingle">Whether there is one call at most.</param>
internal sealed class ToolCallConstraint(ToolCallSyntax syntax, bool isSingle)
{
    /// <summary>Makes the constraint.</summary>
    /// <param name="functions">The functions, at least one.</param>
    public TextConstraint Of(IEnumerable<AIFunctionDeclaration> functions)
    {
        AIFunctionDeclaration[] offered = [.. functions];
        TextConstraint call = TextConstraint.Choice([.. offered.Select(Call)]);
        ToolCallOpener opener = syntax.WritingOpener;
        TextConstraint written = syntax.IsArray ? Sequence($"{opener.Marker}[", Several(call, ", "), $"]{opener.Closer}")
            : opener.MustClose ? Several(Sequence($"{opener.Marker}\n", call, $"\n{opener.Closer}"), "\n")
            : Several(call, "; ");
        return syntax.HasNames ? TextConstraint.Choice(written, Several(TextConstraint.Choice([.. offered.Select(NamedCall)]), "")) : written;
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
        $"{{\"name\": {InputValues.ToJson(function.Name)}, \"{syntax.ArgumentsName}\": ", Arguments(function), "}");

    private TextConstraint NamedCall(AIFunctionDeclaration function) =>
        Sequence($"{syntax.WritingOpener.Marker}{function.Name}{OpenToolCall.ArgumentsFollow}", Arguments(function), "");

    private TextConstraint Several(TextConstraint item, string separator) => isSingle
        ? item
        : TextConstraint.Sequence(item, TextConstraint.Repetition(Sequence(separator, item, "")));
}
