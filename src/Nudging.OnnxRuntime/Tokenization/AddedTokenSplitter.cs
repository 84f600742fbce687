namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Splits a text at its added tokens before merges: the leftmost token first, and the longest of the tokens that start at the same index.</summary>
/// <remarks>Thread safe.</remarks>
internal sealed class AddedTokenSplitter
{
    private readonly AddedToken[] _tokens;
    private readonly IReadOnlySet<int> _control;
    private readonly TokenTrie _trie;

    /// <param name="tokens">The added tokens.</param>
    /// <param name="control">The ids of the control tokens.</param>
    public AddedTokenSplitter(IEnumerable<AddedToken> tokens, IReadOnlySet<int> control)
    {
        _control = control;
        _tokens = [.. tokens.Where(token => token.Content.Length > 0)];
        _trie = new([.. _tokens.Select(token => token.Content)]);
    }

    /// <summary>Splits a text into added tokens and the non-empty ranges between them.</summary>
    /// <param name="text">The text.</param>
    /// <param name="ordinary">The ranges in which control tokens are not recognised; <see langword="null"/> for none.</param>
    public IEnumerable<(Range Range, AddedToken? Token)> Split(string text, OrdinaryText? ordinary = null)
    {
        int done = 0;
        int place = 0;
        Func<int, int, bool>? accepts = ordinary is null ? null : Accepts;
        while (_trie.Find(text, ref place, accepts) is var found and >= 0)
        {
            AddedToken token = _tokens[found];
            int start = place;
            int end = start + token.Content.Length;
            place = end;

            // The previous token may already include this token, if this token is white space.
            bool isTaken = start < done;
            if (isTaken || (token.IsSingleWord && !IsSingleWord(text, start, end)))
            {
                continue;
            }

            for (; token.StripsLeft && start > done && char.IsWhiteSpace(text[start - 1]); start--)
            {
            }

            for (; token.StripsRight && end < text.Length && char.IsWhiteSpace(text[end]); end++)
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

        bool Accepts(int index, int start)
        {
            AddedToken token = _tokens[index];
            return !(_control.Contains(token.Id) && ordinary.Hides(token.Id, start, start + token.Content.Length));
        }
    }

    private static bool IsSingleWord(string text, int start, int end) =>
        !WordCharacter.IsAtEnd(text.AsSpan(0, start)) && !WordCharacter.IsAtStart(text.AsSpan(end));
}
