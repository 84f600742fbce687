using System.Text;
using Microsoft.ML.Tokenizers;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Byte-level byte-pair encoding, as GPT-2, OLMo and Qwen use it.</summary>
internal sealed class ByteLevelBpeTokenizer : ITokenizer
{
    private readonly ByteLevelBpeSpec _spec;
    private readonly BpeTokenizer _bpe;
    private readonly AddedTokens _verbatim;
    private readonly AddedTokens _normalized;
    private readonly TokenBytes _bytes = new();
    private readonly bool _cutsAtSpaces;

    public ByteLevelBpeTokenizer(ByteLevelBpeSpec spec)
    {
        _spec = spec;
        _verbatim = new(spec.AddedTokens.Where(token => !token.IsNormalized));
        _normalized = new(spec.AddedTokens.Where(token => token.IsNormalized));
        _bpe = BpeTokenizer.Create(new BpeOptions(spec.Vocabulary)
        {
            Merges = spec.Merges,
            ByteLevel = true,

            // Words are cut here; the library's own way is switched off in each call.
            PreTokenizer = new RegexPreTokenizer(PreTokenizer.Gpt2.Pattern, null),
        });
        foreach ((string entry, int id) in spec.Vocabulary)
        {
            _bytes[id] = ByteAlphabet.Decode(entry);
        }

        _cutsAtSpaces = spec.PreTokenizers.Any(step => step.EndsWordsAtSpaces)
            && spec.PreTokenizers.All(step => step.LooksNoFurtherThanSpaces)
            && spec.AddedTokens.All(token => !ReachesOverSpace(token));
        foreach (AddedToken token in spec.AddedTokens)
        {
            _bytes[token.Id] = token.IsSpecial ? ReadOnlyMemory<byte>.Empty : Encoding.UTF8.GetBytes(token.Content);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<int> Prefix => _spec.Prefix;

    /// <inheritdoc/>
    public EncodedText Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var encoder = new Encoder(this);
        foreach ((Range range, AddedToken? token) in _verbatim.Cut(text))
        {
            (int start, int length) = range.GetOffsetAndLength(text.Length);
            if (token is not null)
            {
                encoder.Add(token.Id, start + length);
            }
            else
            {
                encoder.AddStretch(text.Substring(start, length), start);
            }
        }

        return encoder.ToEncodedText();
    }

    /// <inheritdoc/>
    public bool CanCut(ReadOnlySpan<char> text, int index) =>
        _cutsAtSpaces && index > 0 && index + 1 < text.Length
        && text[index] == ' ' && char.IsAsciiLetter(text[index + 1]) && char.IsLetterOrDigit(text[index - 1]);

    /// <inheritdoc/>
    public ITokenDecoder CreateDecoder() => new ByteTokenDecoder(_bytes);

    // Whether it may take part of the text on both sides of a space between a letter or digit and a letter.
    private static bool ReachesOverSpace(AddedToken token)
    {
        string content = token.Content;
        bool touches = false;
        for (int i = 1; i < content.Length; i++)
        {
            touches |= content[i] == ' ' && char.IsLetterOrDigit(content[i - 1]);
        }

        return touches
            || (token.TakesSpaceAfter && content.Length > 0 && char.IsLetterOrDigit(content[^1]))
            || (token.TakesSpaceBefore && content.Length > 0 && char.IsLetter(content[0]));
    }

    private sealed class Encoder(ByteLevelBpeTokenizer owner)
    {
        private readonly List<int> _ids = [];
        private readonly List<int> _ends = [];
        private List<(int Start, int End)> _words = [];
        private List<(int Start, int End)> _cut = [];

        public void Add(int id, int end)
        {
            _ids.Add(id);
            _ends.Add(end);
        }

        public EncodedText ToEncodedText() => new([.. _ids], [.. _ends]);

        public void AddStretch(string text, int start)
        {
            string normalized = owner._spec.IsNfc ? Nfc.Normalize(text) : text;
            int first = _ends.Count;
            foreach ((Range range, AddedToken? token) in owner._normalized.Cut(normalized))
            {
                (int offset, int length) = range.GetOffsetAndLength(normalized.Length);
                if (token is not null)
                {
                    Add(token.Id, start + offset + length);
                }
                else
                {
                    AddWords(normalized.Substring(offset, length), start + offset);
                }
            }

            if (!ReferenceEquals(normalized, text))
            {
                // Places in the normalized text say nothing about the text, but for its end.
                for (int i = first; i < _ends.Count; i++)
                {
                    _ends[i] = i == _ends.Count - 1 ? start + text.Length : -1;
                }
            }
        }

        private void AddWords(string text, int start)
        {
            if (owner._spec.AddsPrefixSpace && !text.StartsWith(' '))
            {
                text = " " + text;
                start--;
            }

            var shape = RegexText.Create(text);
            _words.Clear();
            _words.Add((0, shape.Text.Length));
            foreach (PreTokenizer step in owner._spec.PreTokenizers)
            {
                _cut.Clear();
                foreach ((int Start, int End) stretch in _words)
                {
                    step.Cut(shape.Text, stretch, _cut);
                }

                (_words, _cut) = (_cut, _words);
            }

            foreach ((int from, int to) in _words)
            {
                int wordStart = shape.Original(from);
                AddWord(text.AsSpan(wordStart, shape.Original(to) - wordStart), start + wordStart);
            }
        }

        private void AddWord(ReadOnlySpan<char> word, int start)
        {
            int bytes = 0;
            int place = 0;
            int placeBytes = 0;
            foreach (int id in owner._bpe.EncodeToIds(word, considerPreTokenization: false, considerNormalization: false))
            {
                bytes += owner._bytes[id].Length;
                while (placeBytes < bytes && place < word.Length)
                {
                    Rune.DecodeFromUtf16(word[place..], out Rune rune, out int units);
                    placeBytes += rune.Utf8SequenceLength;
                    place += units;
                }

                Add(id, placeBytes == bytes ? start + place : -1);
            }
        }
    }
}

/// <summary>What a byte-level tokenizer is made of.</summary>
internal sealed record ByteLevelBpeSpec
{
    public required IReadOnlyDictionary<string, int> Vocabulary { get; init; }

    public required IReadOnlyList<string> Merges { get; init; }

    public required IReadOnlyList<AddedToken> AddedTokens { get; init; }

    public required IReadOnlyList<PreTokenizer> PreTokenizers { get; init; }

    public required bool AddsPrefixSpace { get; init; }

    public required bool IsNfc { get; init; }

    public required IReadOnlyList<int> Prefix { get; init; }
}
