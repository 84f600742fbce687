using System.Buffers;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Finds indices at which a text can be split so that both sides, encoded separately, have the tokens of the whole text.</summary>
/// <remarks>Thread safe.</remarks>
internal sealed class SplitPointFinder
{
    private readonly Normalizer _normalizer;
    private readonly WordEncoder _words;
    private readonly bool _cutsAnywhere;
    private readonly bool _cutsWords;
    private readonly bool _cutsAfterNewlines;
    private readonly bool _cutsInWords;

    // The adjacent characters of added tokens, and their first and last characters by flag, after the normalization of single characters.
    private readonly AdjacentCharacterSet _inTokens;
    private readonly SearchValues<char> _beforePrefix;
    private readonly SearchValues<char> _strippingLeft;
    private readonly SearchValues<char> _strippingRight;
    private readonly SearchValues<char> _wordStarts;
    private readonly SearchValues<char> _wordEnds;
    private readonly bool _stripsLeft;
    private readonly bool _stripsRight;
    private readonly bool _hasPrefix;

    public SplitPointFinder(BpeSpec spec)
    {
        _normalizer = spec.Normalizer;
        _words = spec.Words;
        IReadOnlyList<PreTokenizer> steps = spec.PreTokenizers;
        _cutsAnywhere = spec.Words is ByteFallbackWordEncoder && _normalizer.ReplacesCharacters && steps.All(step => step.SplitsAtSpaceMarks);
        _cutsWords = spec.Words is ByteLevelWordEncoder && _normalizer.OnlyComposes
            && steps.Any(step => step.FindsWords) && steps.All(step => step.FindsWords || step.FindsDigits);
        _cutsAfterNewlines = _cutsWords && steps.All(step => step.FindsDigits || step.EndsWordsAfterNewlines);
        _cutsInWords = _cutsWords && steps.All(step => step.FindsDigits || step.KeepsLettersTogether);

        AddedToken[] tokens = [.. spec.AddedTokens.Where(token => token.Content.Length > 0)];
        _inTokens = new(tokens.Select(token => string.Concat(token.Content.Select(_normalizer.Apply))));
        _hasPrefix = _normalizer.Prepends || spec.MissingPrefix is not null;
        _beforePrefix = Characters(_ => _hasPrefix, token => token.Content[^1]);
        _strippingLeft = Characters(token => token.StripsLeft, token => token.Content[0]);
        _strippingRight = Characters(token => token.StripsRight, token => token.Content[^1]);
        _wordStarts = Characters(token => token.IsSingleWord, token => token.Content[0]);
        _wordEnds = Characters(token => token.IsSingleWord, token => token.Content[^1]);
        _stripsLeft = tokens.Any(token => token.StripsLeft);
        _stripsRight = tokens.Any(token => token.StripsRight);

        SearchValues<char> Characters(Func<AddedToken, bool> hasFlag, Func<AddedToken, char> character) =>
            SearchValues.Create([.. tokens.Where(hasFlag).Select(token => _normalizer.Apply(character(token)))]);
    }

    /// <inheritdoc cref="ITokenizer.CanCut"/>
    public bool CanCut(ReadOnlySpan<char> text, int index)
    {
        if (index <= 0 || index + 1 >= text.Length)
        {
            return false;
        }

        char before = text[index - 1];
        char after = text[index];
        return !char.IsSurrogate(before) && !char.IsSurrogate(after)
            && (CanCutCharacters(before, after) || CanCutWords(before, after, text[index + 1]))
            && !TouchesToken(before, after);
    }

    private bool CanCutCharacters(char before, char after) => _cutsAnywhere && _words.CanCut(_normalizer.Apply(before), _normalizer.Apply(after));

    private bool CanCutWords(char before, char after, char next)
    {
        if (!_cutsWords)
        {
            return false;
        }

        if (char.IsLetterOrDigit(before))
        {
            // A contraction keeps its apostrophe together with the previous word.
            return (after != '\'' && (char.IsPunctuation(after) || char.IsWhiteSpace(after)))
                || (_cutsInWords && _words.CanCut(before, after) && (char.IsAscii(next) || AdjacentCjkSet.Covers(next)));
        }

        return _cutsAfterNewlines && before is '\n' or '\r' && char.IsLetterOrDigit(after);
    }

    // Tells whether an added token may overlap both sides, strip white space of both, depend on a word character of the other side, or change the prefix of the text after the token.
    private bool TouchesToken(char before, char after)
    {
        bool isSpaceBefore = char.IsWhiteSpace(before);
        bool isSpaceAfter = char.IsWhiteSpace(after);
        before = _normalizer.Apply(before);
        after = _normalizer.Apply(after);
        return _inTokens.Contains(before, after)
            || _beforePrefix.Contains(before)
            || (isSpaceAfter && _strippingRight.Contains(before))
            || (isSpaceBefore && _strippingLeft.Contains(after))
            || (isSpaceBefore && isSpaceAfter && (_stripsLeft || _stripsRight))
            || (isSpaceBefore && _stripsRight && _hasPrefix)
            || (_wordEnds.Contains(before) && WordCharacter.IsAtStart([after]))
            || (_wordStarts.Contains(after) && WordCharacter.IsAtEnd([before]));
    }
}
