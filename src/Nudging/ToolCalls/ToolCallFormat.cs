using Nudging.Models;

namespace Nudging.ToolCalls;

/// <summary>The syntax in which an aligned model calls functions.</summary>
public enum ToolCallFormat
{
    /// <summary>
    /// Hermes and Qwen: <c>&lt;tool_call&gt;{"name": …, "arguments": {…}}&lt;/tool_call&gt;</c>, anywhere in the answer.
    /// </summary>
    Hermes,

    /// <summary>
    /// Llama 3.1 and later: <c>{"name": …, "parameters": {…}}</c> at the start of the answer or after
    /// <c>&lt;|python_tag|&gt;</c>, several calls separated by semicolons; or <c>&lt;|python_tag|&gt;name.call(key="value")</c>.
    /// </summary>
    Llama,

    /// <summary>
    /// Mistral: <c>[TOOL_CALLS] [{"name": …, "arguments": {…}}]</c> or <c>[TOOL_CALLS]name[ARGS]{…}</c>, anywhere in the
    /// answer.
    /// </summary>
    Mistral,

    /// <summary>
    /// Phi-4-mini: <c>&lt;|tool_call|&gt;[{"name": …, "arguments": {…}}]&lt;|/tool_call|&gt;</c> or <c>functools[…]</c>,
    /// anywhere in the answer. Granite 3 writes the first form without its end.
    /// </summary>
    Phi,

    /// <summary>
    /// For any model: <c>{"name": …, "arguments": {…}}</c> or an array of such objects at the start of the answer, alone
    /// or in a fenced block.
    /// </summary>
    Json,
}

/// <summary>Finds the format of a model. Thread safe.</summary>
public static class ToolCallFormats
{
    /// <summary>Gets the syntaxes, in the order in which a chat template is searched for their markers.</summary>
    /// <value>The last one is for every other template. A new syntax is a file in Syntaxes, a value above and an entry here.</value>
    internal static IReadOnlyList<ToolCallSyntax> Syntaxes { get; } =
        [new MistralSyntax(), new HermesSyntax(), new PhiSyntax(), new LlamaSyntax(), new JsonSyntax()];

    /// <summary>Finds the format that a model's chat template is for.</summary>
    /// <param name="model">The model's description.</param>
    /// <returns>The format; <see cref="ToolCallFormat.Json"/> where the template has the markers of no other format.</returns>
    public static ToolCallFormat Of(LanguageModelInfo model)
    {
        ArgumentNullException.ThrowIfNull(model);

        string template = model.ToolUseChatTemplate ?? model.ChatTemplate ?? "";
        return Syntaxes.First(syntax => syntax.IsUsedBy(template)).Format;
    }
}
