using System.Buffers;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Tells where a text can be cut so that both sides, encoded by themselves, have the tokens of the whole.</summary>
internal sealed class SplitPointFinder
{
    private readonly Normalizer _normalizer;
    private readonly WordEncoder _words;
    private readonly bool _cutsAnywhere;
    private readonly bool _cutsWords;
    private readonly bool _cutsAfterNewlines;
    private readonly bool _cutsInWords;

    // Of added tokens: what stands side by side in one, and the first and last characters that matter.
    private readonly AdjacentCharacterSet _inTokens;
    private readonly SearchValues<char> _beforePrefix;
    private readonly SearchValues<char> _takingSpaceBefore;
    private readonly SearchValues<char> _takingSpaceAfter;
    private readonly bool _spaceIsTakenBefore;
    private readonly bool _spaceIsTakenAfter;
    private readonly bool _hasPrefix;

    public SplitPointFinder(BpeSpec spec)
    {
        _normalizer = spec.Normalizer;
        _words = spec.Words;
        IReadOnlyList<PreTokenizer> steps = spec.PreTokenizers;
        _cutsAnywhere = spec.Words is CharacterWordEncoder && _normalizer.ReplacesCharacters && steps.All(step => step.CutsAtSpaceMarks);
        _cutsWords = spec.Words is ByteWordEncoder && _normalizer.OnlyComposes
            && steps.Any(step => step.FindsWords) && steps.All(step => step.FindsWords || step.FindsDigits);
        _cutsAfterNewlines = _cutsWords && steps.All(step => step.FindsDigits || step.EndsWordsAfterNewlines);
        _cutsInWords = _cutsWords && steps.All(step => step.FindsDigits || step.KeepsLettersTogether);

        AddedToken[] tokens = [.. spec.AddedTokens.Where(token => token.Content.Length > 0)];
        _inTokens = new(tokens.Select(token => string.Concat(token.Content.Select(_normalizer.Apply))));
        _hasPrefix = _normalizer.Prepends || spec.MissingPrefix is not null;
        _beforePrefix = SearchValues.Create([.. tokens.Where(_ => _hasPrefix).Select(token => token.Content[^1])]);
        _takingSpaceBefore = SearchValues.Create([.. tokens.Where(token => token.TakesSpaceBefore).Select(token => token.Content[0])]);
        _takingSpaceAfter = SearchValues.Create([.. tokens.Where(token => token.TakesSpaceAfter).Select(token => token.Content[^1])]);
        _spaceIsTakenBefore = tokens.Any(token => token.TakesSpaceBefore);
        _spaceIsTakenAfter = tokens.Any(token => token.TakesSpaceAfter);
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
            // An apostrophe may belong to the word before it.
            return (after != '\'' && (char.IsPunctuation(after) || char.IsWhiteSpace(after)))
                || (_cutsInWords && _words.CanCut(before, after) && (char.IsAscii(next) || EastAsianSpans.Covers(next)));
        }

        return _cutsAfterNewlines && before is '\n' or '\r' && char.IsLetterOrDigit(after);
    }

    // Whether an added token may reach over the place, take white space on both sides of it, or change what follows it.
    private bool TouchesToken(char before, char after)
    {
        bool isSpaceBefore = char.IsWhiteSpace(before);
        bool isSpaceAfter = char.IsWhiteSpace(after);
        return _inTokens.Contains(_normalizer.Apply(before), _normalizer.Apply(after))
            || _beforePrefix.Contains(before)
            || (isSpaceAfter && _takingSpaceAfter.Contains(before))
            || (isSpaceBefore && _takingSpaceBefore.Contains(after))
            || (isSpaceBefore && isSpaceAfter && (_spaceIsTakenBefore || _spaceIsTakenAfter))
            || (isSpaceBefore && _spaceIsTakenAfter && _hasPrefix);
    }
}
