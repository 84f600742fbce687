namespace Nudging.Constraints;

/// <summary>Finds the shortest completion of any constraint by a breadth-first search.</summary>
internal static class CompletionSearch
{
    private const int MaxStates = 20_000;

    /// <summary>Finds a shortest text for a state that allows a part of the texts of another state.</summary>
    /// <param name="start">The state to begin from.</param>
    /// <param name="inner">The state that allows more; its shortest completion is taken where the first state allows the completion.</param>
    public static byte[]? Find(TextConstraintState start, TextConstraintState inner) =>
        inner.FindShortestCompletion() is byte[] completion && start.Advance(completion) is { CanEnd: true } ? completion : Find(start);

    /// <summary>Finds a shortest text after which the text may end.</summary>
    /// <param name="start">The state to begin from.</param>
    /// <returns>The first of the shortest completions in the order of their bytes; <see langword="null"/> where the search is given up.</returns>
    public static byte[]? Find(TextConstraintState start)
    {
        if (start.CanEnd)
        {
            return [];
        }

        // For each state: the index of the state before, and the byte between the two.
        List<(TextConstraintState State, int Before, byte Value)> states = [(start, -1, 0)];
        HashSet<TextConstraintState> known = [start];
        for (int i = 0; i < states.Count; i++)
        {
            for (int value = 0; value <= byte.MaxValue; value++)
            {
                if (states[i].State.Advance((byte)value) is not TextConstraintState state || !known.Add(state))
                {
                    continue;
                }

                states.Add((state, i, (byte)value));
                if (state.CanEnd)
                {
                    List<byte> completion = [];
                    for (int at = states.Count - 1; at > 0; at = states[at].Before)
                    {
                        completion.Insert(0, states[at].Value);
                    }

                    return [.. completion];
                }

                if (states.Count == MaxStates)
                {
                    return null;
                }
            }
        }

        return null;
    }
}
