using System.Runtime.CompilerServices;
using System.Text;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Byte-pair encoding by a <see cref="BpeSpec"/>.</summary>
internal sealed class BpeTokenizer : ITokenizer
{
    private readonly BpeSpec _spec;
    private readonly AddedTokenSplitter _verbatim;
    private readonly AddedTokenSplitter _normalized;
    private readonly SplitPointFinder _splitPoints;

    public BpeTokenizer(BpeSpec spec)
    {
        _spec = spec;
        _verbatim = new(spec.AddedTokens.Where(token => !token.IsNormalized));
        _normalized = new(spec.AddedTokens.Where(token => token.IsNormalized));
        _splitPoints = new(spec);
    }

    /// <inheritdoc/>
    public string Kind => _spec.Kind;

    /// <inheritdoc/>
    public IReadOnlyCollection<VocabularyEntry> Tokens
    {
        get
        {
            Dictionary<int, VocabularyEntry> tokens = _spec.Vocabulary.Entries.ToDictionary(entry => entry.Id, entry => new VocabularyEntry(entry.Id, entry.Piece));
            foreach (AddedToken token in _spec.AddedTokens)
            {
                tokens[token.Id] = new(token.Id, token.Name, token.IsSpecial);
            }

            return tokens.Values;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<int> Prefix => _spec.Prefix;

    /// <inheritdoc/>
    public EncodedText Encode(string text, bool isBeginning = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = ReplaceLoneSurrogates(text);
        var tokens = new EncodedTextBuilder();
        foreach ((Range range, AddedToken? token) in _verbatim.Split(text))
        {
            (int start, int length) = range.GetOffsetAndLength(text.Length);
            if (token is not null)
            {
                tokens.Add(token.Id, start + length);
            }
            else
            {
                bool prepends = start == 0 ? isBeginning : !_spec.PrependsOnce;
                NormalizedText section = _spec.Normalizer.Apply(text.Substring(start, length), prepends);
                tokens.BeginSection(section, start);
                AddSection(section.Text, prepends, tokens);
                tokens.EndSection(start + length);
            }
        }

        return tokens.ToEncodedText();
    }

    /// <inheritdoc/>
    public bool CanCut(ReadOnlySpan<char> text, int index) => _splitPoints.CanCut(text, index);

    /// <inheritdoc/>
    public ITokenDecoder CreateDecoder(bool isWhole = false, bool showsSpecial = false) => _spec.Detokenizer.CreateDecoder(isWhole, showsSpecial);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> BytesOf(int id) => _spec.Detokenizer.BytesOf(id);

    // U+FFFD has the length of one surrogate, so indices stay valid.
    private static string ReplaceLoneSurrogates(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            return text;
        }

        return string.Create(text.Length, text, static (units, original) =>
        {
            original.CopyTo(units);
            for (int i = 0; i < units.Length; i++)
            {
                if (char.IsSurrogate(units[i]))
                {
                    bool isPair = char.IsSurrogatePair(original, i);
                    units[i] = isPair ? units[i] : (char)Rune.ReplacementChar.Value;
                    i += isPair ? 1 : 0;
                }
            }
        });
    }

    private void AddSection(string text, bool prepends, EncodedTextBuilder tokens)
    {
        foreach ((Range range, AddedToken? token) in _normalized.Split(text))
        {
            (int start, int length) = range.GetOffsetAndLength(text.Length);
            if (token is not null)
            {
                tokens.Add(token.Id, start + length);
            }
            else
            {
                AddWords(text.Substring(start, length), start, start == 0 ? prepends : !_spec.PrependsOnce, tokens);
            }
        }
    }

    [MethodImpl(JitOptions.SkipTiering)]
    private void AddWords(string text, int start, bool prepends, EncodedTextBuilder tokens)
    {
        if (_spec.MissingPrefix is char prefix && prepends && text[0] != prefix)
        {
            text = prefix + text;
            start--;
        }

        if (_spec.PreTokenizers.Count == 0)
        {
            _spec.Words.Encode(text, start, tokens);
            return;
        }

        var codePoints = CodePointText.Create(text);
        foreach ((int from, int to) in SplitWords(codePoints.Text))
        {
            int wordStart = codePoints.OriginalIndex(from);
            _spec.Words.Encode(text.AsSpan(wordStart, codePoints.OriginalIndex(to) - wordStart), start + wordStart, tokens);
        }
    }

    private List<(int Start, int End)> SplitWords(string text)
    {
        List<(int Start, int End)> words = [(0, text.Length)];
        List<(int Start, int End)> next = [];
        foreach (PreTokenizer step in _spec.PreTokenizers)
        {
            next.Clear();
            foreach ((int Start, int End) word in words)
            {
                step.Split(text, word, next);
            }

            (words, next) = (next, words);
        }

        return words;
    }
}
