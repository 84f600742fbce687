namespace Nudging.Decoding;

/// <summary>
/// Computes the length that remains of a growing text after the removal of repeated suffixes: for the text so far, and the
/// minimum over all longer texts.
/// </summary>
/// <param name="minimumCopy">The minimum length of a removed copy, in code points.</param>
/// <remarks>
/// <para>
/// The published program searches for the length of a copy by bisection between 0 and the length of the text. The bisection goes
/// up where the text ends in two adjacent copies of a length, and down elsewhere. The program removes the last copy, and repeats
/// the search until the search finds no copy. Of several lengths the bisection finds one, and may miss others.
/// </para>
/// <para>
/// Suppose that more text follows and that the program then removes a copy of length d that begins at m, before the current end.
/// The text from m to m + d equals the text d code points before, which is known. Whether the search finds d is therefore known
/// too. If the search finds d, the removal leaves the same length as for the first m code points.
/// </para>
/// <para>Each appended code point takes time proportional to the length of the text.</para>
/// </remarks>
internal sealed class RepeatedSuffix(int minimumCopy = RepeatedSuffix.PublishedMinimumCopy)
{
    /// <summary>The minimum length of a removed copy in the published program, in code points.</summary>
    public const int PublishedMinimumCopy = 30;

    private readonly List<int> _text = [];

    // By length of a prefix of the text: the length that remains after the removal.
    private readonly List<int> _reduced = [0];

    // By distance: the number of code points at the end that equal the code points at this distance before.
    private readonly List<int> _runs = [.. new int[minimumCopy]];

    /// <summary>Gets the length of the text in code points.</summary>
    public int Length => _text.Count;

    /// <summary>Gets the length that remains of a prefix of the text after the removal.</summary>
    /// <param name="length">The length of the prefix.</param>
    public int ReducedLength(int length) => _reduced[length];

    /// <summary>Gets the minimum length that remains of any continuation of the text after the removal.</summary>
    /// <param name="canEnd">Whether the final text can end with a code point, such as a code point that is not white space.</param>
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

    // Searches the text, or the periodic continuation of the text to a greater length.
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
