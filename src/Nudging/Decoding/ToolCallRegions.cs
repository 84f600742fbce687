namespace Nudging.Decoding;

/// <summary>Where in a piece of text the aligned model leads alone: in calls, from their beginning to their end.</summary>
internal readonly struct ToolCallRegions
{
    private readonly IReadOnlyList<CallSpan> _calls;
    private readonly int _start;

    private ToolCallRegions(IReadOnlyList<CallSpan> calls, int start)
    {
        _calls = calls;
        _start = start;
    }

    /// <summary>Finds where the aligned model leads.</summary>
    /// <param name="rules">How calls are treated; <see langword="null"/> where there are none.</param>
    /// <param name="output">The output before the piece.</param>
    /// <param name="piece">The piece of text.</param>
    public static ToolCallRegions In(CallRules? rules, string output, string piece) =>
        new(rules is { AlignedLeads: true } ? rules.Finder.Find(output + piece) : [], output.Length);

    /// <summary>Tells whether a part of the piece has to do with a call, or may have.</summary>
    /// <param name="from">Where the part begins in the piece.</param>
    /// <param name="length">How long it is.</param>
    public bool Touches(int from, int length) => Any(from, length, CallState.Possible);

    /// <summary>Tells whether a part of the piece has to do with a call.</summary>
    /// <param name="from">Where the part begins in the piece.</param>
    /// <param name="length">How long it is.</param>
    public bool IsIn(int from, int length) => Any(from, length, CallState.Open);

    /// <summary>Extends a beginning of the piece to the end of the call within which it would end.</summary>
    /// <param name="length">The length of the beginning.</param>
    public int Whole(int length)
    {
        foreach (CallSpan call in _calls)
        {
            if (call.State > CallState.Possible && call.Start < _start + length && call.End > _start + length)
            {
                return call.End - _start;
            }
        }

        return length;
    }

    /// <summary>Finds the first call that ends, or goes on, in the piece.</summary>
    /// <returns>Where it begins in the piece, 0 where before it; <see langword="null"/> if there is none.</returns>
    public int? FirstCall()
    {
        foreach (CallSpan call in _calls)
        {
            if (call.State > CallState.Possible && call.End > _start)
            {
                return Math.Max(0, call.Start - _start);
            }
        }

        return null;
    }

    private bool Any(int from, int length, CallState least)
    {
        foreach (CallSpan call in _calls)
        {
            if (call.State >= least && call.Start < _start + from + length && call.End > _start + from)
            {
                return true;
            }
        }

        return false;
    }
}
