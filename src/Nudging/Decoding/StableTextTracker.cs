using System.Text;

namespace Nudging.Decoding;

/// <summary>
/// Finds the stable part of growing output. The answer is the output without leading and trailing white space and without
/// repeated suffixes: text that trimming may still remove is not stable before the end. Text that the caller keeps is not
/// trimmed.
/// </summary>
/// <param name="minimumCopy">The minimum length of a repeated suffix, in code points.</param>
internal sealed class StableTextTracker(int minimumCopy = RepeatedSuffix.PublishedMinimumCopy)
{
    private RepeatedSuffix _suffix = new(minimumCopy);

    // The places in the output where the code points of the answer after the kept text begin, and where the last code point ends.
    private List<int> _offsets = [0];

    // The place where the answer begins, once a part of it is kept.
    private int? _keptStart;

    private int _read;
    private int _trimmedLength;

    /// <summary>Gets the place in the output where the answer begins.</summary>
    public int Start => _keptStart ?? _offsets[0];

    /// <summary>Keeps a prefix of the output: the tracker does not trim the prefix.</summary>
    /// <param name="output">The output so far.</param>
    /// <param name="end">The end of the prefix. A prefix that is already kept has no effect.</param>
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

    /// <summary>Adds output.</summary>
    /// <param name="output">The output so far.</param>
    /// <returns>The end of the part of the answer that no further output can change.</returns>
    public int Advance(ReadOnlySpan<char> output)
    {
        // A high surrogate waits for its low surrogate.
        Read(output, output.Length > 0 && char.IsHighSurrogate(output[^1]) ? output.Length - 1 : output.Length);
        return _offsets[Math.Min(_suffix.ReducedLength(_trimmedLength), _suffix.SafeLength(static codePoint => !IsWhiteSpace(codePoint)))];
    }

    /// <summary>Adds the rest of the output.</summary>
    /// <param name="output">The whole output.</param>
    /// <returns>The end of the answer.</returns>
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
            // A lone surrogate counts as one code point.
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
