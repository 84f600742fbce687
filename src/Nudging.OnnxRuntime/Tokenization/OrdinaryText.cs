using Nudging.Models;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>The ranges of a text in which control tokens are not recognised. Immutable.</summary>
internal sealed class OrdinaryText
{
    // In ascending order; the ranges do not overlap and are not empty.
    private readonly OrdinaryRange[] _ranges;

    /// <param name="ranges">The ranges in ascending order, which do not overlap.</param>
    public OrdinaryText(params IEnumerable<OrdinaryRange> ranges) => _ranges = [.. ranges.Where(range => range.End > range.Start)];

    /// <summary>Gets the ranges.</summary>
    public IReadOnlyList<OrdinaryRange> Ranges => _ranges;

    /// <summary>Gets the ordinary text of a prompt.</summary>
    public static OrdinaryText Of(Prompt prompt) => new(RangesOf(prompt));

    /// <summary>Gets the ranges of the ordinary text of a prompt.</summary>
    public static IEnumerable<OrdinaryRange> RangesOf(Prompt prompt) => prompt.Segments
        .Where(segment => !segment.IsTemplateText).Select(segment => new OrdinaryRange(segment.Start, segment.Start + segment.Length));

    /// <summary>Tells whether a control token is not recognised between two indices, because one of its characters is ordinary text.</summary>
    /// <param name="id">The token.</param>
    /// <param name="start">The index at which the token starts.</param>
    /// <param name="end">The index at which the token ends.</param>
    public bool Hides(int id, int start, int end)
    {
        for (int i = FirstAfter(start); i < _ranges.Length && _ranges[i].Start < end; i++)
        {
            if (_ranges[i].Recognised?.Contains(id) != true)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Gets the ranges of a part of the text.</summary>
    /// <param name="start">The index at which the part starts.</param>
    /// <param name="length">The length of the part.</param>
    /// <param name="offset">The index at which the part starts in the text that the result is about.</param>
    /// <returns><see langword="null"/> where no character of the part is ordinary text.</returns>
    public OrdinaryText? Slice(int start, int length, int offset = 0)
    {
        List<OrdinaryRange> ranges = [];
        for (int i = FirstAfter(start); i < _ranges.Length && _ranges[i].Start < start + length; i++)
        {
            OrdinaryRange range = _ranges[i];
            ranges.Add(range with { Start = offset + Math.Max(range.Start, start) - start, End = offset + Math.Min(range.End, start + length) - start });
        }

        return ranges.Count == 0 ? null : new(ranges);
    }

    /// <summary>Gets the ranges of the text after a normalization that changes indices.</summary>
    /// <param name="text">The text before the normalization.</param>
    /// <param name="normalize">Normalizes a part of the text, given with whether the part is the start of the text.</param>
    /// <remarks>Characters that the normalization joins to ordinary text become ordinary text.</remarks>
    public OrdinaryText Normalize(string text, Func<string, bool, string> normalize)
    {
        string whole = normalize(text, true);
        List<OrdinaryRange> ranges = [];
        int end = 0;
        foreach (OrdinaryRange range in _ranges)
        {
            int first = Math.Max(end, IndexOf(range.Start, -1));
            end = Math.Max(first, IndexOf(range.End, 1));
            ranges.Add(range with { Start = first, End = end });
        }

        return new(ranges);

        // The index in the normalized text of the next index where both sides are normalized independently.
        int IndexOf(int index, int step)
        {
            for (; index > 0 && index < text.Length; index += step)
            {
                string before = normalize(text[..index], true);
                if (before + normalize(text[index..], false) == whole)
                {
                    return before.Length;
                }
            }

            return index <= 0 ? 0 : whole.Length;
        }
    }

    // The first range that ends after an index.
    private int FirstAfter(int index)
    {
        int low = 0;
        for (int high = _ranges.Length; low < high;)
        {
            int middle = (low + high) / 2;
            (low, high) = _ranges[middle].End > index ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
