namespace Nudging.Decoding;

/// <summary>
/// Follows a growing text and tells what the removal of repeated suffixes would leave of it: now, and at least,
/// whatever may follow.
/// </summary>
/// <param name="minimumCopy">The least length of a copy that is removed, in code points.</param>
/// <remarks>
/// <para>
/// The published program looks for the copy's length by bisection between 0 and the length of the text, going up where
/// the text ends in two adjacent copies of that length and down where it does not, removes the last copy, and does so
/// again until it finds none. Of several lengths this takes one in particular, and may miss some.
/// </para>
/// <para>
/// If the text is followed by anything and then loses a copy of length d that reaches back to before its end, to
/// length m, everything from m to the end repeats what is d before it. So m is no further from the end than the
/// longest such run over all d, and what is left in the end is what the removal leaves of the first m code points.
/// </para>
/// <para>Each appended code point takes time proportional to the length of the text.</para>
/// </remarks>
internal sealed class RepeatedSuffix(int minimumCopy = RepeatedSuffix.PublishedMinimumCopy)
{
    /// <summary>The least length of a removed copy in the published program.</summary>
    public const int PublishedMinimumCopy = 30;

    private readonly List<int> _text = [];

    // By length: what the removal leaves of the text's beginning of that length.
    private readonly List<int> _reduced = [0];

    // By distance: how many code points at the end equal those that far before them.
    private readonly List<int> _runs = [.. new int[minimumCopy]];

    private int _longestRun;

    /// <summary>Gets the length of the text in code points.</summary>
    public int Length => _text.Count;

    /// <summary>Gets what the removal leaves of a beginning of the text.</summary>
    /// <param name="length">The length of the beginning.</param>
    public int ReducedLength(int length) => _reduced[length];

    /// <summary>Gets the length that the removal will leave at least, however the text goes on.</summary>
    /// <param name="canEnd">Whether the final text can end with a code point, such as one that is not white space.</param>
    public int SafeLength(Func<int, bool> canEnd)
    {
        int safe = Length;
        for (int length = Length - _longestRun; length < Length; length++)
        {
            if (_reduced[length] < safe && canEnd(_text[length - 1]))
            {
                safe = _reduced[length];
            }
        }

        return safe;
    }

    /// <summary>Appends one code point.</summary>
    /// <param name="codePoint">The code point.</param>
    public void Append(int codePoint)
    {
        _longestRun = 0;
        for (int distance = minimumCopy; distance <= Length; distance++)
        {
            if (distance == _runs.Count)
            {
                _runs.Add(0);
            }

            _runs[distance] = _text[Length - distance] == codePoint ? _runs[distance] + 1 : 0;
            _longestRun = Math.Max(_longestRun, _runs[distance]);
        }

        _text.Add(codePoint);
        int copy = FindCopy();
        _reduced.Add(copy > 0 ? _reduced[Length - copy] : Length);
    }

    private int FindCopy()
    {
        int found = 0;
        int low = 0;
        int high = Length;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (middle >= minimumCopy && middle < _runs.Count && _runs[middle] >= middle)
            {
                found = middle;
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return found;
    }
}
