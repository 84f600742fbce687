namespace Nudging.ToolCalls;

/// <summary>A text that begins a tool call.</summary>
/// <param name="Marker">The text before the call. Empty where the call is JSON without a marker.</param>
internal sealed record ToolCallOpener(string Marker)
{
    /// <summary>Gets the openers of JSON without a marker at the start of an answer.</summary>
    public static IReadOnlyList<ToolCallOpener> BareJson { get; } =
        [new("") { Body = "{", IsAtStart = true }, new("") { Body = "[", IsAtStart = true }];

    /// <summary>Gets the text that follows the marker and begins the call.</summary>
    public string Body { get; init; } = "";

    /// <summary>Gets a value indicating whether the opener is recognised only at the start of an answer or after other calls.</summary>
    public bool IsAtStart { get; init; }

    /// <summary>Gets the texts one of which ends the call.</summary>
    /// <value>Empty where the call ends with its last bracket.</value>
    public IReadOnlyList<string> Closers { get; init; } = [];

    /// <summary>Gets a value indicating whether one of <see cref="Closers"/> must end the call.</summary>
    public bool MustClose { get; init; }

    /// <summary>Gets the marker and the text that follows the marker.</summary>
    public string Text => Marker + Body;
}
