using System.Text.RegularExpressions;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Cuts added tokens out of a text before anything else: leftmost first, the longest of several.</summary>
internal sealed class AddedTokens
{
    private readonly Dictionary<string, AddedToken> _tokens;
    private readonly Regex? _pattern;

    public AddedTokens(IEnumerable<AddedToken> tokens)
    {
        _tokens = tokens.Where(token => token.Content.Length > 0).DistinctBy(token => token.Content).ToDictionary(token => token.Content);
        if (_tokens.Count > 0)
        {
            IEnumerable<string> longestFirst = _tokens.Keys.OrderByDescending(content => content.Length).Select(Regex.Escape);
            _pattern = new(string.Join('|', longestFirst), RegexOptions.CultureInvariant | RegexOptions.Compiled);
        }
    }

    /// <summary>Cuts a text into added tokens and what is between them, nothing of it empty.</summary>
    public IEnumerable<(Range Range, AddedToken? Token)> Cut(string text)
    {
        int done = 0;
        for (Match? match = _pattern?.Match(text); match is { Success: true }; match = match.NextMatch())
        {
            AddedToken token = _tokens[match.Value];
            int start = match.Index;
            int end = start + match.Length;
            if (start < done)
            {
                // The token before has swallowed the space that this one is.
                continue;
            }

            for (; token.TakesSpaceBefore && start > done && char.IsWhiteSpace(text[start - 1]); start--)
            {
            }

            for (; token.TakesSpaceAfter && end < text.Length && char.IsWhiteSpace(text[end]); end++)
            {
            }

            if (start > done)
            {
                yield return (done..start, null);
            }

            yield return (start..end, token);
            done = end;
        }

        if (done < text.Length)
        {
            yield return (done..text.Length, null);
        }
    }
}

/// <summary>A token that is recognised as a whole.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Content">Its text.</param>
/// <param name="IsSpecial">Whether it has no text when it is decoded.</param>
/// <param name="IsNormalized">Whether it is looked for in the normalized text.</param>
/// <param name="TakesSpaceBefore">Whether it swallows the white space before it.</param>
/// <param name="TakesSpaceAfter">Whether it swallows the white space after it.</param>
internal sealed record AddedToken(int Id, string Content, bool IsSpecial, bool IsNormalized, bool TakesSpaceBefore, bool TakesSpaceAfter);
