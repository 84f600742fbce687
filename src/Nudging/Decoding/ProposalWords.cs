namespace Nudging.Decoding;

/// <summary>
/// The words of a proposal, at which the base model may take over. Leading spaces belong to the first word. Each later
/// space ends a word, so that a run of spaces yields empty words.
/// </summary>
/// <param name="proposal">The proposal.</param>
internal readonly struct ProposalWords(string proposal)
{
    /// <summary>Gets the length of the nudge where the base model does not take over. The nudge leaves out the last word, which the lookahead may have cut.</summary>
    public int FallbackLength
    {
        get
        {
            int lastSpace = proposal.LastIndexOf(' ');
            return lastSpace < LeadingSpaces ? proposal.Length : lastSpace;
        }
    }

    private int LeadingSpaces => proposal.Length - proposal.TrimStart(' ').Length;

    /// <summary>Lists the places where the base model may take over.</summary>
    /// <returns>The text accepted before each place, and the next word with the space before it.</returns>
    public IEnumerable<(string Accepted, string NextWord)> TakeoverPoints()
    {
        int space = proposal.IndexOf(' ', LeadingSpaces);
        while (space >= 0)
        {
            int next = proposal.IndexOf(' ', space + 1);
            int end = next < 0 ? proposal.Length : next;
            if (end > space + 1)
            {
                yield return (proposal[..space], proposal[space..end]);
            }

            space = next;
        }
    }
}
