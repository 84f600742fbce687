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
/// If more text follows, and then a copy of length d goes that began before what is here the end, everything from where
/// it began, at m, repeats what is d before it: so does all that follows, up to m + d. That text is known, hence
/// whether the search finds d in it; if so, what is left is what the removal leaves of the first m code points.
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

    // Searches the text, or the one of a greater length that goes on repeating what is so far before it.
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
