using System.Text.Json;
using Microsoft.Extensions.AI;
using Nudging.ChatTemplates;
using Nudging.Models;

namespace Nudging.ToolCalls;

/// <summary>Recognises, reads and writes tool calls in one <see cref="ToolCallFormat"/>. Stateless and thread safe.</summary>
internal abstract class ToolCallSyntax
{
    /// <summary>The reason for refusing a call without a name.</summary>
    public const string NoName = "The call names no function.";

    /// <summary>Gets the format.</summary>
    public abstract ToolCallFormat Format { get; }

    /// <summary>Gets the texts that may begin a call. No text is a prefix of another.</summary>
    public abstract IReadOnlyList<ToolCallOpener> Openers { get; }

    /// <summary>Gets the form of calls in prompts and in constrained output.</summary>
    public abstract ToolCallLayout Layout { get; }

    /// <summary>Gets the markers that may be special tokens of a tokenizer.</summary>
    /// <value>A model must write these tokens as text, so that a call is recognised. Empty where the syntax has no markers.</value>
    public virtual IReadOnlyList<string> Markers => [];

    /// <summary>Gets the JSON property that holds the arguments where calls are written.</summary>
    public virtual string ArgumentsName => "arguments";

    /// <summary>Gets a value indicating whether the function's name may precede its arguments instead of being part of the JSON.</summary>
    public virtual bool HasHeader => false;

    /// <summary>Gets the opening bracket of the arguments that follow a header.</summary>
    public virtual char ArgumentsBracket => '{';

    /// <summary>Gets the syntax of a format.</summary>
    /// <param name="format">The format.</param>
    public static ToolCallSyntax Of(ToolCallFormat format) => ToolCallFormats.Syntaxes.First(syntax => syntax.Format == format);

    /// <summary>Tells whether a chat template has markers of this syntax.</summary>
    /// <param name="template">The template's source.</param>
    public abstract bool IsUsedBy(string template);

    /// <summary>Reads the text between a function's name and its arguments.</summary>
    /// <param name="name">The name before the text.</param>
    /// <param name="text">The text so far; not empty.</param>
    public virtual ToolCallHeader ReadHeader(ReadOnlySpan<char> name, ReadOnlySpan<char> text) => ToolCallHeader.Invalid;

    /// <summary>Reads the arguments that follow a header.</summary>
    /// <param name="text">The arguments, from the opening to the closing bracket.</param>
    /// <returns>A JSON object.</returns>
    /// <exception cref="ToolCallException">The text cannot be read as arguments.</exception>
    public virtual JsonElement ReadArguments(string text) => ToolCallJson.ReadArguments(text);

    /// <summary>Gets the beginning of a call whose name precedes its arguments.</summary>
    /// <param name="function">The function's name.</param>
    /// <returns>The beginning; <see langword="null"/> where the syntax does not have or does not require such calls.</returns>
    public virtual string? HeaderOf(string function) => null;

    /// <summary>Writes calls, for templates that do not write calls.</summary>
    /// <param name="calls">The calls, at least one.</param>
    /// <returns>The calls; the text around names and arguments is template text.</returns>
    public Prompt Write(IEnumerable<FunctionCallContent> calls)
    {
        var written = new PromptBuilder();
        string before = Layout.Start;
        foreach (FunctionCallContent call in calls)
        {
            written.AppendTemplateText(before).AppendTemplateText(Layout.CallStart).AppendOrdinaryText(Body(call)).AppendTemplateText(Layout.CallEnd);
            before = Layout.Separator;
        }

        return written.AppendTemplateText(Layout.End).ToPrompt();
    }

    /// <summary>Lists the markers that a model cannot write.</summary>
    /// <param name="canWrite">Tells whether the model's tokenizer can encode a text.</param>
    /// <returns>The markers; empty where calls can be recognised.</returns>
    public IReadOnlyList<string> UnusableMarkers(Predicate<string> canWrite) => [.. Markers.Where(marker => !canWrite(marker))];

    /// <summary>Tells whether a template has one of several texts.</summary>
    /// <param name="template">The template's source.</param>
    /// <param name="texts">The texts.</param>
    protected static bool HasAny(string template, params string[] texts) =>
        texts.Any(text => template.Contains(text, StringComparison.Ordinal));

    private string Body(FunctionCallContent call) => TemplateJson.Serialize(new Dictionary<string, object?>
    {
        ["name"] = call.Name,
        [ArgumentsName] = ToolCallJson.ToElement(call.Arguments ?? new Dictionary<string, object?>()),
    });
}
