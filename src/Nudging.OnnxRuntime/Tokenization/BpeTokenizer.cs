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
    private readonly IReadOnlySet<int> _controlIds;
    private readonly bool _hasNormalizedControl;

    // Encodes words without control tokens; null where merges produce none.
    private readonly Lazy<WordEncoder?> _ordinaryWords;

    public BpeTokenizer(BpeSpec spec)
    {
        _spec = spec;

        // A byte has no other token: a control token that is a byte occurs in ordinary text.
        ControlTokens = [.. spec.AddedTokens.Where(token => token.IsControl && token.Content.Length > 0 && !spec.Words.Bytes.Contains(token.Id))];
        _controlIds = ControlTokens.Select(token => token.Id).ToHashSet();
        _verbatim = new(spec.AddedTokens.Where(token => !token.IsNormalized), _controlIds);
        _normalized = new(spec.AddedTokens.Where(token => token.IsNormalized), _controlIds);
        _splitPoints = new(spec);
        _hasNormalizedControl = ControlTokens.Any(token => token.IsNormalized);
        _ordinaryWords = new(() => spec.Words.Without(_controlIds) is var words && ReferenceEquals(words, spec.Words) ? null : words);
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
    public IReadOnlyCollection<AddedToken> ControlTokens { get; }

    /// <inheritdoc/>
    public EncodedText Encode(string text, bool isBeginning = true, OrdinaryText? ordinary = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = ReplaceLoneSurrogates(text);
        var tokens = new EncodedTextBuilder();
        foreach ((Range range, AddedToken? token) in _verbatim.Split(text, ordinary))
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
                AddSection(section.Text, prepends, OrdinaryIn(section, text, start, length, prepends, ordinary), tokens);
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

    // The ordinary text of a section after normalization; null where no step after normalization needs it.
    private OrdinaryText? OrdinaryIn(NormalizedText section, string text, int start, int length, bool prepends, OrdinaryText? ordinary)
    {
        if (ordinary is null || (!_hasNormalizedControl && _ordinaryWords.Value is null))
        {
            return null;
        }

        return section.IsAligned
            ? ordinary.Slice(start, length, section.Added)
            : ordinary.Slice(start, length)?.Normalize(text.Substring(start, length), (part, isStart) => _spec.Normalizer.Apply(part, prepends && isStart).Text);
    }

    private void AddSection(string text, bool prepends, OrdinaryText? ordinary, EncodedTextBuilder tokens)
    {
        OrdinaryWords? words = ordinary is not null && _ordinaryWords.Value is { } encoder ? new(ordinary, _controlIds, encoder) : null;
        foreach ((Range range, AddedToken? token) in _normalized.Split(text, ordinary))
        {
            (int start, int length) = range.GetOffsetAndLength(text.Length);
            if (token is not null)
            {
                tokens.Add(token.Id, start + length);
            }
            else
            {
                AddWords(text.Substring(start, length), start, start == 0 ? prepends : !_spec.PrependsOnce, words, tokens);
            }
        }
    }

    [MethodImpl(JitOptions.SkipTiering)]
    private void AddWords(string text, int start, bool prepends, OrdinaryWords? ordinary, EncodedTextBuilder tokens)
    {
        if (_spec.MissingPrefix is char prefix && prepends && text[0] != prefix)
        {
            text = prefix + text;
            start--;
        }

        if (_spec.PreTokenizers.Count == 0)
        {
            _spec.Words.Encode(text, start, tokens, ordinary);
            return;
        }

        var codePoints = CodePointText.Create(text);
        foreach ((int from, int to) in SplitWords(codePoints.Text))
        {
            int wordStart = codePoints.OriginalIndex(from);
            _spec.Words.Encode(text.AsSpan(wordStart, codePoints.OriginalIndex(to) - wordStart), start + wordStart, tokens, ordinary);
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
