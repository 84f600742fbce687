using System.Text.Json;

namespace Nudging.ToolCalls;

/// <summary>
/// The tool calls of Llama 3.1 and later: JSON at the start of an answer or after a tag, or a call in Python's syntax after
/// the tag.
/// </summary>
internal sealed class LlamaSyntax : ToolCallSyntax
{
    private const string Start = "<|python_tag|>";

    // Llama calls its built-in tools name.call(key="value").
    private const string NameEnd = ".call";

    /// <inheritdoc/>
    public override ToolCallFormat Format => ToolCallFormat.Llama;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Markers { get; } = [Start];

    /// <inheritdoc/>
    public override IReadOnlyList<ToolCallOpener> Openers { get; } = [new(Start), .. ToolCallOpener.BareJson];

    /// <inheritdoc/>
    public override ToolCallLayout Layout { get; } = new() { Separator = "; " };

    /// <inheritdoc/>
    public override string ArgumentsName => "parameters";

    /// <inheritdoc/>
    public override bool HasHeader => true;

    /// <inheritdoc/>
    public override char ArgumentsBracket => '(';

    /// <inheritdoc/>
    public override bool IsUsedBy(string template) => HasAny(template, Start, "\"parameters\": ");

    /// <inheritdoc/>
    public override ToolCallHeader ReadHeader(ReadOnlySpan<char> name, ReadOnlySpan<char> text) =>
        text[0] == ArgumentsBracket && name.EndsWith(NameEnd) && name.Length > NameEnd.Length
            ? new(0, name[..^NameEnd.Length].ToString(), null)
            : ToolCallHeader.Invalid;

    /// <inheritdoc/>
    public override JsonElement ReadArguments(string text) => KeywordArguments.Read(text);
}
