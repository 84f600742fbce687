namespace Nudging.ToolCalls;

/// <summary>Tool calls of models without a specific syntax: JSON at the start of an answer, alone or in a fenced block.</summary>
internal sealed class JsonSyntax : ToolCallSyntax
{
    private const string Fence = "```";

    /// <inheritdoc/>
    public override ToolCallFormat Format => ToolCallFormat.Json;

    /// <inheritdoc/>
    public override IReadOnlyList<ToolCallOpener> Openers { get; } = [.. ToolCallOpener.BareJson, Fenced("json"), Fenced("\n")];

    /// <inheritdoc/>
    public override ToolCallLayout Layout { get; } = new() { Separator = "; " };

    /// <inheritdoc/>
    public override bool IsUsedBy(string template) => true;

    private static ToolCallOpener Fenced(string language) => new(Fence + language) { IsAtStart = true, Closers = [Fence], MustClose = true };
}
