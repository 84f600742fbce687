namespace Nudging.ToolCalls;

/// <summary>A text that begins a tool call.</summary>
/// <param name="Marker">The text that announces the call and is not part of it. May be empty: the call is bare JSON.</param>
internal sealed record ToolCallOpener(string Marker)
{
    /// <summary>Gets the openers of bare JSON at the start of an answer.</summary>
    public static IReadOnlyList<ToolCallOpener> BareJson { get; } =
        [new("") { Body = "{", IsAtStart = true }, new("") { Body = "[", IsAtStart = true }];

    /// <summary>Gets the text that must follow the marker and is the beginning of the call itself.</summary>
    public string Body { get; init; } = "";

    /// <summary>Gets a value indicating whether the opener counts only where nothing but calls stands before it.</summary>
    public bool IsAtStart { get; init; }

    /// <summary>Gets the texts that may end the call, of which one does.</summary>
    /// <value>Empty where the call ends with its last bracket.</value>
    public IReadOnlyList<string> Closers { get; init; } = [];

    /// <summary>Gets a value indicating whether one of <see cref="Closers"/> must end the call.</summary>
    public bool MustClose { get; init; }

    /// <summary>Gets the marker and the text that must follow it.</summary>
    public string Text => Marker + Body;
}
