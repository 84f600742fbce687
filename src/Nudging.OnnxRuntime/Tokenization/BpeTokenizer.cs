using System.Runtime.CompilerServices;
using System.Text;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Byte-pair encoding of any kind: what its files say is in the <see cref="BpeSpec"/>.</summary>
internal sealed class BpeTokenizer : ITokenizer
{
    private readonly BpeSpec _spec;
    private readonly AddedTokens _verbatim;
    private readonly AddedTokens _normalized;
    private readonly SplitPointFinder _cuts;

    public BpeTokenizer(BpeSpec spec)
    {
        _spec = spec;
        _verbatim = new(spec.AddedTokens.Where(token => !token.IsNormalized));
        _normalized = new(spec.AddedTokens.Where(token => token.IsNormalized));
        _cuts = new(spec);
    }

    /// <inheritdoc/>
    public string Kind => _spec.Kind;

    /// <inheritdoc/>
    public IReadOnlyCollection<NamedToken> Tokens
    {
        get
        {
            Dictionary<int, NamedToken> tokens = _spec.Vocabulary.Entries.ToDictionary(entry => entry.Id, entry => new NamedToken(entry.Id, entry.Piece));
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
        text = WithoutHalfCharacters(text);
        var tokens = new TokenSink();
        foreach ((Range range, AddedToken? token) in _verbatim.Cut(text))
        {
            (int start, int length) = range.GetOffsetAndLength(text.Length);
            if (token is not null)
            {
                tokens.Add(token.Id, start + length);
            }
            else
            {
                bool prepends = start == 0 ? isBeginning : !_spec.PrependsOnce;
                NormalizedText stretch = _spec.Normalizer.Apply(text.Substring(start, length), prepends);
                tokens.Begin(stretch, start);
                AddStretch(stretch.Text, prepends, tokens);
                tokens.End(start + length);
            }
        }

        return tokens.ToEncodedText();
    }

    /// <inheritdoc/>
    public bool CanCut(ReadOnlySpan<char> text, int index) => _cuts.CanCut(text, index);

    /// <inheritdoc/>
    public ITokenDecoder CreateDecoder(bool isWhole = false, bool showsSpecial = false) => _spec.Texts.CreateDecoder(isWhole, showsSpecial);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> BytesOf(int id) => _spec.Texts.BytesOf(id);

    // Half a surrogate pair is no character; each becomes U+FFFD, which is as long.
    private static string WithoutHalfCharacters(string text)
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

    private void AddStretch(string text, bool prepends, TokenSink tokens)
    {
        foreach ((Range range, AddedToken? token) in _normalized.Cut(text))
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

    [MethodImpl(Compiled.AtOnce)]
    private void AddWords(string text, int start, bool prepends, TokenSink tokens)
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

        var shape = RegexText.Create(text);
        foreach ((int from, int to) in Cut(shape.Text))
        {
            int wordStart = shape.Original(from);
            _spec.Words.Encode(text.AsSpan(wordStart, shape.Original(to) - wordStart), start + wordStart, tokens);
        }
    }

    private List<(int Start, int End)> Cut(string text)
    {
        List<(int Start, int End)> words = [(0, text.Length)];
        List<(int Start, int End)> cut = [];
        foreach (PreTokenizer step in _spec.PreTokenizers)
        {
            cut.Clear();
            foreach ((int Start, int End) stretch in words)
            {
                step.Cut(text, stretch, cut);
            }

            (words, cut) = (cut, words);
        }

        return words;
    }
}
