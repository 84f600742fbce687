namespace Nudging.ToolCalls;

/// <summary>The tool calls of Mistral's models: a JSON array after a tag, or a name and its arguments after the tag.</summary>
internal sealed class MistralSyntax : ToolCallSyntax
{
    private const string Start = "[TOOL_CALLS]";
    private const string IdentifierStart = "[CALL_ID]";
    private const string ArgumentsStart = "[ARGS]";

    // A longer text after the marker is not an identifier.
    private const int MaxIdentifierLength = 64;

    /// <inheritdoc/>
    public override ToolCallFormat Format => ToolCallFormat.Mistral;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Markers { get; } = [Start, IdentifierStart, ArgumentsStart];

    /// <inheritdoc/>
    public override IReadOnlyList<ToolCallOpener> Openers { get; } = [new(Start)];

    /// <inheritdoc/>
    public override ToolCallLayout Layout { get; } = new() { Start = Start + "[", Separator = ", ", End = "]" };

    /// <inheritdoc/>
    public override bool HasHeader => true;

    /// <inheritdoc/>
    public override bool IsUsedBy(string template) => HasAny(template, Start);

    /// <inheritdoc/>
    public override string? HeaderOf(string function) => Start + function + ArgumentsStart;

    /// <inheritdoc/>
    /// <remarks>After the name, an identifier with its own marker may follow, and then the marker of the arguments.</remarks>
    public override ToolCallHeader ReadHeader(ReadOnlySpan<char> name, ReadOnlySpan<char> text)
    {
        int length = 0;
        if (text.StartsWith(IdentifierStart))
        {
            ReadOnlySpan<char> identifier = text[IdentifierStart.Length..];
            int end = identifier.IndexOfAnyExcept(NameCharacters.All);
            if (end > MaxIdentifierLength || (end < 0 && identifier.Length > MaxIdentifierLength))
            {
                return ToolCallHeader.Invalid;
            }

            if (end < 0)
            {
                return ToolCallHeader.Incomplete;
            }

            length = IdentifierStart.Length + end;
        }
        else if (IdentifierStart.AsSpan().StartsWith(text))
        {
            return ToolCallHeader.Incomplete;
        }

        ReadOnlySpan<char> rest = text[length..];
        if (rest.StartsWith(ArgumentsStart))
        {
            return new(length + ArgumentsStart.Length, name.ToString(), null);
        }

        return ArgumentsStart.AsSpan().StartsWith(rest) ? ToolCallHeader.Incomplete : new(length, name.ToString(), null);
    }
}
