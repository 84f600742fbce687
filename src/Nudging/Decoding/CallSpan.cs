namespace Nudging.Decoding;

/// <summary>A part of an output that calls a function, or may come to.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it ends; the output's end where it has not ended.</param>
/// <param name="State">What is known about it.</param>
internal readonly record struct CallSpan(int Start, int End, CallState State);

/// <summary>What is known about a part of an output that looks like a call.</summary>
internal enum CallState
{
    /// <summary>The output ends with what may turn out to begin one.</summary>
    Possible,

    /// <summary>It has begun and not ended.</summary>
    Open,

    /// <summary>It has ended and cannot be read.</summary>
    Malformed,

    /// <summary>It is a call.</summary>
    Complete,
}

/// <summary>Finds the calls in an output.</summary>
internal interface ICallFinder
{
    /// <summary>Finds the calls in an output, in order.</summary>
    /// <param name="text">The output.</param>
    /// <param name="isEnd">Whether nothing follows.</param>
    IReadOnlyList<CallSpan> Find(string text, bool isEnd = false);
}

/// <summary>How the procedure treats calls.</summary>
/// <param name="Finder">What finds them.</param>
/// <param name="AlignedLeads">Whether the aligned model writes them alone.</param>
/// <param name="EndsAfterFirst">Whether the first one ends the output.</param>
internal sealed record CallRules(ICallFinder Finder, bool AlignedLeads, bool EndsAfterFirst)
{
    /// <summary>Gets the special tokens that mark calls: both models show them as text.</summary>
    public IReadOnlyList<string> Markers { get; init; } = [];
}
