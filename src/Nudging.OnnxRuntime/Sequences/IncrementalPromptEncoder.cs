using System.Runtime.InteropServices;
using Nudging.Models;
using Nudging.OnnxRuntime.Tokenization;

namespace Nudging.OnnxRuntime.Sequences;

/// <summary>
/// Encodes a prompt and the texts that follow the prompt. A prefix that a text shares with the previous text is not encoded again.
/// </summary>
/// <remarks>Not thread safe.</remarks>
internal sealed class IncrementalPromptEncoder
{
    private readonly ModelTokenizer _model;
    private readonly int _promptLength;
    private readonly OrdinaryText _ordinary;
    private readonly OrdinaryText _written;
    private readonly List<int> _ids = [];

    // The end of each token, as an index into the characters; -1 where the end is inside a character or not known.
    private readonly List<int> _ends = [];
    private int[] _tokens = [];
    private int _tokenCount;
    private char[] _characters;
    private int _length;
    private int _prefixLength;

    /// <param name="model">The tokenizer of the model.</param>
    /// <param name="prompt">The prompt.</param>
    /// <param name="written">The control tokens that are recognised in the text after the prompt, which models write.</param>
    public IncrementalPromptEncoder(ModelTokenizer model, Prompt prompt, IReadOnlySet<int> written)
    {
        _model = model;
        _promptLength = prompt.Text.Length;
        _characters = prompt.Text.ToCharArray();
        _written = new(new OrdinaryRange(0, int.MaxValue, written));
        _ordinary = new([.. OrdinaryText.RangesOf(prompt), new(_promptLength, int.MaxValue, written)]);
    }

    /// <summary>Gets the tokens of the text that was set last, with the BOS token of the model; at least one token.</summary>
    public ReadOnlySpan<int> Tokens => TokenMemory.Span;

    /// <summary>Gets the <see cref="Tokens"/> as memory, valid until the next text is set.</summary>
    public ReadOnlyMemory<int> TokenMemory => _tokens.AsMemory(0, _tokenCount);

    /// <summary>Gets the number of <see cref="Tokens"/> that end within the prompt.</summary>
    public int PromptTokens
    {
        get
        {
            int count = _ids.Count;
            while (count > 0 && (_ends[count - 1] < 0 || _ends[count - 1] > _promptLength))
            {
                count--;
            }

            return _prefixLength + count;
        }
    }

    /// <summary>Sets the text that follows the prompt.</summary>
    /// <param name="text">The text.</param>
    /// <param name="draft">The draft that follows the text.</param>
    public void Set(ReadOnlySpan<char> text, ReadOnlySpan<char> draft = default)
    {
        int length = _promptLength + text.Length + draft.Length;
        if (_characters.Length < length)
        {
            Array.Resize(ref _characters, 2 * length);
        }

        // The prompt itself is encoded with the first text.
        int common = _length;
        if (_length >= _promptLength)
        {
            Span<char> before = _characters.AsSpan(_promptLength.._length);
            int same = before.CommonPrefixLength(text);
            same += same == text.Length ? before[same..].CommonPrefixLength(draft) : 0;
            common = _promptLength + same;
        }

        text.CopyTo(_characters.AsSpan(_promptLength));
        draft.CopyTo(_characters.AsSpan(_promptLength + text.Length));
        if (common < length || common < _length)
        {
            int kept = KeepTo(common);
            _length = length;
            Encode(kept);
        }

        IReadOnlyList<int> prefix = _model.Prefix(CollectionsMarshal.AsSpan(_ids), _promptLength > 0);
        _prefixLength = prefix.Count;
        _tokenCount = prefix.Count + _ids.Count;
        if (_tokens.Length < _tokenCount)
        {
            _tokens = new int[2 * _tokenCount];
        }

        for (int i = 0; i < prefix.Count; i++)
        {
            _tokens[i] = prefix[i];
        }

        _ids.CopyTo(_tokens, prefix.Count);
    }

    /// <summary>Encodes a text that models write, as a continuation and without the text before.</summary>
    /// <param name="text">The text.</param>
    public int[] EncodeContinuation(string text) => _model.Tokenizer.Encode(text, isBeginning: false, _written).Ids;

    /// <summary>Gets the end of a token in the text that was set.</summary>
    /// <param name="token">The index of the token.</param>
    /// <returns>The number of UTF-16 code units after the end of the prompt; -1 where the end is inside a character, in the prompt, or not known.</returns>
    public int End(int token) => token < _prefixLength ? -1 : Math.Max(-1, _ends[token - _prefixLength] - _promptLength);

    /// <summary>Tells whether the text up to the end of a token, encoded alone, has the same tokens as within the whole text.</summary>
    /// <param name="token">The index of the token, whose end is known.</param>
    public bool IsWholeAt(int token)
    {
        int index = token - _prefixLength;
        int end = _ends[index];
        if (index == _ids.Count - 1 || _model.Tokenizer.CanCut(_characters.AsSpan(0, _length), end))
        {
            return true;
        }

        int from = LastCut(end, out int first);
        int[] alone = EncodePart(from, end).Ids;
        return CollectionsMarshal.AsSpan(_ids)[first..(index + 1)].SequenceEqual(alone);
    }

    // Drops the tokens that may change when the text shares only its first characters; returns the start of these tokens.
    private int KeepTo(int common)
    {
        int kept = LastCut(common, out int tokens);
        _ids.RemoveRange(tokens, _ids.Count - tokens);
        _ends.RemoveRange(tokens, _ends.Count - tokens);
        return kept;
    }

    // The last index among the first characters where the text can be cut, and the number of tokens before that index.
    private int LastCut(int length, out int tokens)
    {
        ReadOnlySpan<char> text = _characters.AsSpan(0, length);
        tokens = _ends.Count;
        for (int place = length - 2; place > 0; place--)
        {
            if (_model.Tokenizer.CanCut(text, place))
            {
                while (tokens > 0 && _ends[tokens - 1] is var end && (end > place || end < 0))
                {
                    tokens--;
                }

                if (tokens > 0 && _ends[tokens - 1] == place)
                {
                    return place;
                }
            }
        }

        tokens = 0;
        return 0;
    }

    private EncodedText EncodePart(int from, int end) =>
        _model.Tokenizer.Encode(new string(_characters, from, end - from), isBeginning: from == 0, _ordinary.Slice(from, end - from));

    private void Encode(int from)
    {
        EncodedText rest = EncodePart(from, _length);
        _ids.AddRange(rest.Ids);
        foreach (int end in rest.Ends)
        {
            _ends.Add(end < 0 ? -1 : from + end);
        }
    }
}
