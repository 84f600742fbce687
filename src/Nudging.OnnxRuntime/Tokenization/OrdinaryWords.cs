namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Keeps control tokens out of the words of ordinary text, where the merges of a vocabulary can produce control tokens.</summary>
/// <param name="Ranges">The ordinary text, in the indices of the words.</param>
/// <param name="Control">The control tokens.</param>
/// <param name="Encoder">The encoder that never produces a control token.</param>
internal sealed record OrdinaryWords(OrdinaryText Ranges, IReadOnlySet<int> Control, WordEncoder Encoder)
{
    /// <summary>Tells whether the tokens of a word have a control token in ordinary text.</summary>
    /// <param name="ids">The tokens.</param>
    /// <param name="ends">The index in the word at which each token ends; -1 where the token ends inside a character.</param>
    /// <param name="start">The index at which the word begins.</param>
    public bool HasControl(ReadOnlySpan<int> ids, ReadOnlySpan<int> ends, int start)
    {
        int begin = 0;
        for (int i = 0; i < ids.Length; i++)
        {
            if (Control.Contains(ids[i]))
            {
                int last = i;
                while (ends[last] < 0)
                {
                    last++;
                }

                if (Ranges.Hides(ids[i], start + begin, start + ends[last]))
                {
                    return true;
                }
            }

            begin = Math.Max(begin, ends[i]);
        }

        return false;
    }
}
