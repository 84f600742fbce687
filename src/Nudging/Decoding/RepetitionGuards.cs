namespace Nudging.Decoding;

/// <summary>Detects a nudge that repeats (rule 4).</summary>
internal sealed class NudgeRepetition
{
    private const int MaxRepeats = 2;

    private string? _last;
    private int _repeats;

    /// <summary>Adds the next nudge.</summary>
    /// <param name="nudge">The accepted nudge of a round.</param>
    /// <returns>Whether the nudge equals the previous nudge for the third time in a row.</returns>
    public bool IsRepeatedTooOften(string nudge)
    {
        _repeats = nudge == _last ? _repeats + 1 : 0;
        _last = nudge;
        return _repeats > MaxRepeats;
    }

    /// <summary>Forgets the nudges so far.</summary>
    public void Reset()
    {
        _last = null;
        _repeats = 0;
    }
}

/// <summary>Detects chunks of the base model that repeat text of the current stage or of the output (rule 6).</summary>
internal static class ChunkGuards
{
    private const int MaxRepeatableWords = 5;

    /// <summary>Tells whether a chunk, or the part of it known so far, already occurs in the current stage.</summary>
    /// <param name="stage">The base model's own text since it took over.</param>
    /// <param name="chunk">The chunk; an empty chunk always occurs.</param>
    public static bool OccursInStage(ReadOnlySpan<char> stage, string chunk) =>
        stage.Contains(chunk, StringComparison.Ordinal);

    /// <summary>Tells whether a chunk of more than five words already occurs in the output.</summary>
    /// <param name="output">The output, including the current stage.</param>
    /// <param name="accepted">The accepted part of the chunk.</param>
    public static bool RepeatsOutput(string output, string accepted) =>
        accepted.AsSpan().Count(' ') + 1 > MaxRepeatableWords && output.Contains(accepted, StringComparison.Ordinal);
}
