namespace Nudging.Models;

/// <summary>Scores a draft by one continuation from each of its words: the fallback for engines that cannot read a draft in one pass.</summary>
internal static class WordScorer
{
    private static readonly ContinuationOptions OneToken = new() { MaxTokens = 1 };

    /// <inheritdoc cref="ILanguageModelSession.ScoreAsync"/>
    /// <param name="session">The session to call.</param>
    /// <param name="text">The text after the prompt so far.</param>
    /// <param name="draft">The text to score.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    public static async ValueTask<IReadOnlyList<ScoredPosition>> ScoreAsync(
        ILanguageModelSession session, string text, string draft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(draft);
        List<ScoredPosition> positions = [];
        foreach (int offset in Offsets(draft))
        {
            Continuation one = await session.ContinueAsync(text + draft[..offset], OneToken, cancellationToken).ConfigureAwait(false);
            if (one.Tokens.Count > 0)
            {
                positions.Add(new(offset, one.Tokens[0].Text, one.Tokens[0].Probability, IsEndOfSequence: false));
            }
            else if (one.FinishReason == ContinuationFinishReason.EndOfSequence)
            {
                positions.Add(new(offset, "", one.FinishProbability, IsEndOfSequence: true));
            }
        }

        return positions;
    }

    // A word begins with the white space before it, as in most vocabularies.
    private static IEnumerable<int> Offsets(string draft)
    {
        yield return 0;
        for (int i = 1; i < draft.Length; i++)
        {
            if (char.IsWhiteSpace(draft[i]) && !char.IsWhiteSpace(draft[i - 1]))
            {
                yield return i;
            }
        }

        if (draft.Length > 0)
        {
            yield return draft.Length;
        }
    }
}
