namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Cuts added tokens out of a text before anything else: leftmost first, the longest of several.</summary>
internal sealed class AddedTokens
{
    private readonly AddedToken[] _tokens;
    private readonly TokenTrie _trie;

    public AddedTokens(IEnumerable<AddedToken> tokens)
    {
        _tokens = [.. tokens.Where(token => token.Content.Length > 0)];
        _trie = new([.. _tokens.Select(token => token.Content)]);
    }

    /// <summary>Cuts a text into added tokens and what is between them, nothing of it empty.</summary>
    public IEnumerable<(Range Range, AddedToken? Token)> Cut(string text)
    {
        int done = 0;
        int place = 0;
        while (_trie.Find(text, ref place) is var found and >= 0)
        {
            AddedToken token = _tokens[found];
            int start = place;
            int end = start + token.Content.Length;
            place = end;
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
