namespace Nudging.Decoding;

/// <summary>
/// Computes the length that the removal of repeated suffixes leaves of a growing text: of the text so far, and at least of any
/// longer text.
/// </summary>
/// <param name="minimumCopy">The smallest length of a copy that is removed, in code points.</param>
/// <remarks>
/// <para>
/// The published program searches the copy's length by bisection between 0 and the length of the text: up where the text ends in
/// two adjacent copies of a length, down where it does not. The program removes the last copy and repeats this until it finds
/// none. Of several lengths the bisection finds a certain one, and may miss some.
/// </para>
/// <para>
/// Suppose that more text follows and that a copy of length d is then removed, which began at m, before the current end. All
/// text from m to m + d equals the text d before it. That text is known, and so is whether the search finds d in it. If it
/// does, the removal leaves what it leaves of the first m code points.
/// </para>
/// <para>Each appended code point takes time proportional to the length of the text.</para>
/// </remarks>
internal sealed class RepeatedSuffix(int minimumCopy = RepeatedSuffix.PublishedMinimumCopy)
{
    /// <summary>The smallest length of a removed copy in the published program.</summary>
    public const int PublishedMinimumCopy = 30;

    private readonly List<int> _text = [];

    // By length of a beginning of the text: the length that the removal leaves.
    private readonly List<int> _reduced = [0];

    // By distance: the number of code points at the end that equal those at this distance before them.
    private readonly List<int> _runs = [.. new int[minimumCopy]];

    /// <summary>Gets the length of the text in code points.</summary>
    public int Length => _text.Count;

    /// <summary>Gets the length that the removal leaves of a beginning of the text.</summary>
    /// <param name="length">The length of the beginning.</param>
    public int ReducedLength(int length) => _reduced[length];

    /// <summary>Gets the smallest length that the removal leaves of any continuation of the text.</summary>
    /// <param name="canEnd">Whether the final text can end with a code point, such as one that is not white space.</param>
    public int SafeLength(Func<int, bool> canEnd)
    {
        int safe = Length;
        for (int copy = minimumCopy; copy < _runs.Count; copy++)
        {
            for (int length = Length - Math.Min(copy, _runs[copy]); length < Length; length++)
            {
                if (_reduced[length] < safe && canEnd(_text[length - 1]) && FindCopy(length + copy, copy) == copy)
                {
                    safe = _reduced[length];
                }
            }
        }

        return safe;
    }

    /// <summary>Appends one code point.</summary>
    /// <param name="codePoint">The code point.</param>
    public void Append(int codePoint)
    {
        for (int distance = minimumCopy; distance <= Length; distance++)
        {
            if (distance == _runs.Count)
            {
                _runs.Add(0);
            }

            _runs[distance] = _text[Length - distance] == codePoint ? _runs[distance] + 1 : 0;
        }

        _text.Add(codePoint);
        int copy = FindCopy(Length, Length);
        _reduced.Add(copy > 0 ? _reduced[Length - copy] : Length);
    }

    // Searches the text, or its periodic continuation to a greater length.
    private int FindCopy(int length, int period)
    {
        int found = 0;
        int low = 0;
        int high = length;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (middle >= minimumCopy && 2 * middle <= length && EndsInCopies(middle, length, period))
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

    private bool EndsInCopies(int copy, int length, int period)
    {
        if (length - copy < Length && _runs[copy] < Length - (length - copy))
        {
            return false;
        }

        for (int position = Math.Max(Length, length - copy); position < length; position++)
        {
            if (At(position) != At(position - copy))
            {
                return false;
            }
        }

        return true;

        int At(int position) => _text[position < Length ? position : position - period];
    }
}
