using Nudging.Models;

namespace Nudging.OnnxRuntime.Sequences;

/// <summary>Finds stop strings in a growing continuation, across tokens too.</summary>
internal sealed class StopStrings
{
    private readonly IReadOnlyList<string> _stops;
    private readonly int _longest;
    private string _tail = string.Empty;

    public StopStrings(IReadOnlyList<string> stops)
    {
        ArgumentNullException.ThrowIfNull(stops);
        if (stops.Any(string.IsNullOrEmpty))
        {
            throw new ArgumentException("A stop string may not be empty.", nameof(stops));
        }

        _stops = stops;
        _longest = stops.Count == 0 ? 0 : stops.Max(stop => stop.Length);
    }

    /// <summary>Looks for a stop string that the last token has completed, and cuts it and all that follows off.</summary>
    /// <param name="tokens">The tokens so far; called once for each that is added.</param>
    public bool CutAtFirst(List<ContinuationToken> tokens)
    {
        if (_longest == 0)
        {
            return false;
        }

        // The tail is shorter than the longest stop string, so what is found ends in the last token.
        string window = _tail + tokens[^1].Text;
        int found = int.MaxValue;
        foreach (string stop in _stops)
        {
            int place = window.IndexOf(stop, StringComparison.Ordinal);
            found = place >= 0 ? Math.Min(found, place) : found;
        }

        if (found == int.MaxValue)
        {
            _tail = window[Math.Max(0, window.Length - _longest + 1)..];
            return false;
        }

        for (int excess = window.Length - found; excess > 0;)
        {
            ContinuationToken last = tokens[^1];
            tokens.RemoveAt(tokens.Count - 1);
            if (last.Text.Length > excess)
            {
                tokens.Add(last with { Text = last.Text[..^excess] });
            }

            excess -= last.Text.Length;
        }

        return true;
    }
}
