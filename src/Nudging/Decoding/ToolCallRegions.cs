using Nudging.ToolCalls;

namespace Nudging.Decoding;

/// <summary>The regions of a piece of text that the aligned model alone writes: the tool calls.</summary>
internal readonly struct ToolCallRegions
{
    private readonly IReadOnlyList<ScannedPart>? _parts;
    private readonly int _start;

    private ToolCallRegions(IReadOnlyList<ScannedPart> parts, int start)
    {
        _parts = parts;
        _start = start;
    }

    /// <summary>Gets an empty set of regions, for requests without special treatment of calls.</summary>
    public static ToolCallRegions None => default;

    private IReadOnlyList<ScannedPart> Parts => _parts ?? [];

    /// <summary>Finds the regions in a piece of text that may follow an output.</summary>
    /// <param name="scanner">The scanner of the output, which does not change.</param>
    /// <param name="output">The output before the piece.</param>
    /// <param name="piece">The piece of text.</param>
    public static ToolCallRegions In(ToolCallScanner scanner, string output, string piece) =>
        new([.. scanner.Clone().Rest(output + piece).Where(part => part.Kind != ScannedPartKind.Text)], output.Length);

    /// <summary>Tells whether a section of the piece is, or may become, a part of a call.</summary>
    /// <param name="from">The place in the piece where the section begins.</param>
    /// <param name="length">The section's length.</param>
    public bool MayTouchCall(int from, int length) => Any(from, length, ScannedPartKind.Possible);

    /// <summary>Tells whether a section of the piece is a part of a call.</summary>
    /// <param name="from">The place in the piece where the section begins.</param>
    /// <param name="length">The section's length.</param>
    public bool TouchesCall(int from, int length) => Any(from, length, ScannedPartKind.Open);

    /// <summary>Tells whether a prefix of the piece lies inside a call that began before the piece and does not end in the prefix.</summary>
    /// <param name="length">The length of the prefix.</param>
    public bool IsInsideCall(int length)
    {
        foreach (ScannedPart call in Parts)
        {
            if (call.Kind == ScannedPartKind.Open && call.Start < _start && call.End >= _start + length)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Extends a prefix of the piece to the end of the call inside which the prefix would end.</summary>
    /// <param name="length">The length of the prefix.</param>
    /// <returns>The length of a prefix that divides no call.</returns>
    public int ExtendOverCall(int length)
    {
        foreach (ScannedPart call in Parts)
        {
            if (call.Kind > ScannedPartKind.Possible && call.Start < _start + length && call.End > _start + length)
            {
                return call.End - _start;
            }
        }

        return length;
    }

    /// <summary>Finds the first call of which the piece has a part.</summary>
    /// <returns>The place in the piece where the call begins, 0 where the call begins before the piece; <see langword="null"/> if there is no call.</returns>
    public int? FirstCall()
    {
        foreach (ScannedPart call in Parts)
        {
            if (call.Kind > ScannedPartKind.Possible && call.End > _start)
            {
                return Math.Max(0, call.Start - _start);
            }
        }

        return null;
    }

    private bool Any(int from, int length, ScannedPartKind minimum)
    {
        foreach (ScannedPart call in Parts)
        {
            if (call.Kind >= minimum && call.Start < _start + from + length && call.End > _start + from)
            {
                return true;
            }
        }

        return false;
    }
}
