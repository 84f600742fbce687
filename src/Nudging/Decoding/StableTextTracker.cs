using System.Text;

namespace Nudging.Decoding;

/// <summary>
/// Tells which part of growing output is final. The answer is the output without the white space around it and
/// without repeated suffixes; nothing that may still fall to either is final before the end. What is kept by request
/// falls to neither.
/// </summary>
/// <param name="minimumCopy">The least length of a repeated suffix, in code points.</param>
internal sealed class StableTextTracker(int minimumCopy = RepeatedSuffix.PublishedMinimumCopy)
{
    private RepeatedSuffix _suffix = new(minimumCopy);

    // Where each code point of the answer after what is kept begins in the output, and where the last one ends.
    private List<int> _offsets = [0];

    // Where the answer begins, once something of it is kept.
    private int? _keptStart;

    private int _read;
    private int _trimmedLength;

    /// <summary>Gets where the answer begins in the output.</summary>
    public int Start => _keptStart ?? _offsets[0];

    /// <summary>Keeps a beginning of the output as it is.</summary>
    /// <param name="output">The output so far.</param>
    /// <param name="end">Where the beginning ends. Nothing happens where that much is kept already.</param>
    public void Keep(ReadOnlySpan<char> output, int end)
    {
        if (_keptStart is null || end > _offsets[0])
        {
            Read(output, end);
            _keptStart ??= _offsets[0];
            _offsets = [_read];
            _suffix = new(minimumCopy);
            _trimmedLength = 0;
        }
    }

    /// <summary>Takes more of the output into account.</summary>
    /// <param name="output">The output so far.</param>
    /// <returns>Where the part of the answer ends that no further output can change.</returns>
    public int Advance(ReadOnlySpan<char> output)
    {
        // Half of a character waits for the other.
        Read(output, output.Length > 0 && char.IsHighSurrogate(output[^1]) ? output.Length - 1 : output.Length);
        return _offsets[Math.Min(_suffix.ReducedLength(_trimmedLength), _suffix.SafeLength(static codePoint => !IsWhiteSpace(codePoint)))];
    }

    /// <summary>Takes the last of the output into account.</summary>
    /// <param name="output">The whole output.</param>
    /// <returns>Where the answer ends.</returns>
    public int Complete(ReadOnlySpan<char> output)
    {
        Read(output, output.Length);
        return _offsets[_suffix.ReducedLength(_trimmedLength)];
    }

    private static bool IsWhiteSpace(int codePoint) => codePoint <= char.MaxValue && char.IsWhiteSpace((char)codePoint);

    private void Read(ReadOnlySpan<char> output, int end)
    {
        while (_read < end)
        {
            // A lone surrogate counts as a code point of its own.
            bool isWhole = Rune.DecodeFromUtf16(output[_read..end], out Rune rune, out int length) == System.Buffers.OperationStatus.Done;
            int codePoint = isWhole ? rune.Value : output[_read];
            _read += length;
            if (IsWhiteSpace(codePoint) && _suffix.Length == 0 && _keptStart is null)
            {
                _offsets[0] = _read;
                continue;
            }

            _suffix.Append(codePoint);
            _offsets.Add(_read);
            if (!IsWhiteSpace(codePoint))
            {
                _trimmedLength = _suffix.Length;
            }
        }
    }
}
