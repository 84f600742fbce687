namespace Nudging.ToolCalls;

/// <summary>
/// The tool calls of Phi-4-mini and Granite 3: a JSON array after a tag, with or without an end tag, or after the word
/// <c>functools</c>.
/// </summary>
internal sealed class PhiSyntax : ToolCallSyntax
{
    private const string Start = "<|tool_call|>";
    private const string End = "<|/tool_call|>";
    private const string OtherEnd = "</|tool_call|>";
    private const string Word = "functools";

    /// <inheritdoc/>
    public override ToolCallFormat Format => ToolCallFormat.Phi;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Markers { get; } = [Start, End, OtherEnd];

    /// <inheritdoc/>
    public override IReadOnlyList<ToolCallOpener> Openers { get; } = [new(Start) { Closers = [End, OtherEnd] }, new(Word) { Body = "[" }];

    /// <inheritdoc/>
    public override ToolCallLayout Layout { get; } = new() { Start = Start + "[", Separator = ", ", End = "]" + End };

    /// <inheritdoc/>
    public override bool IsUsedBy(string template) => HasAny(template, Start, "<|tool|>", Word);
}
