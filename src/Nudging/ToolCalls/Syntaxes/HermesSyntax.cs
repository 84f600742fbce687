namespace Nudging.ToolCalls;

/// <summary>The tool calls of Hermes, Qwen and SmolLM3: JSON between two tags, anywhere in an answer.</summary>
internal sealed class HermesSyntax : ToolCallSyntax
{
    private const string Start = "<tool_call>";
    private const string End = "</tool_call>";

    /// <inheritdoc/>
    public override ToolCallFormat Format => ToolCallFormat.Hermes;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Markers { get; } = [Start, End];

    /// <inheritdoc/>
    public override IReadOnlyList<ToolCallOpener> Openers { get; } = [new(Start) { Closers = [End], MustClose = true }];

    /// <inheritdoc/>
    public override ToolCallLayout Layout { get; } = new() { CallStart = Start + "\n", CallEnd = "\n" + End, Separator = "\n" };

    /// <inheritdoc/>
    public override bool IsUsedBy(string template) => HasAny(template, Start);
}
