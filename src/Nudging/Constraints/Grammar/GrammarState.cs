namespace Nudging.Constraints.Grammar;

/// <summary>The state of a text in a grammar: all configurations that the text can lead to.</summary>
/// <param name="configurations">The configurations from which more text can follow.</param>
/// <param name="canEnd">Whether the text can end here.</param>
/// <param name="steps">The number of steps that the search for the state took.</param>
internal sealed class GrammarState(GrammarConfiguration[] configurations, bool canEnd, int steps) : TextConstraintState
{
    /// <summary>Gets the number of configurations that the search for the state reached: the measure of the work.</summary>
    public int Steps => steps;

    /// <inheritdoc/>
    public override bool CanEnd => canEnd;

    /// <inheritdoc/>
    public override bool CanContinue => configurations.Length > 0;

    /// <inheritdoc/>
    public override byte[]? FindShortestCompletion()
    {
        if (canEnd)
        {
            return [];
        }

        ShortestText? shortest = null;
        foreach (GrammarConfiguration configuration in configurations)
        {
            shortest = ShortestText.Shorter(shortest, ShortestAfter(configuration));
        }

        return shortest?.ToArray();
    }

    /// <inheritdoc/>
    public override TextConstraintState? Advance(byte value)
    {
        if (configurations.Length == 1 && configurations[0].State.Advance(value) is var state and not { CanEnd: true })
        {
            // The common case: one automaton, which does not end. Most bytes of a string do not change its state.
            return state is null ? null
                : ReferenceEquals(state, configurations[0].State) && !canEnd ? this
                : new GrammarState([new(state, configurations[0].Next)], false, 1);
        }

        var after = new GrammarConfigurationSet();
        foreach ((TextConstraintState before, StackFrame? next) in configurations)
        {
            if (before.Advance(value) is TextConstraintState moved)
            {
                after.Add(moved, next);
            }
        }

        return after.ToState();
    }

    // The shortest completion of the automaton, then the shortest text of each rule of the stack.
    private static ShortestText? ShortestAfter(GrammarConfiguration configuration)
    {
        byte[]? completion = configuration.State.FindShortestCompletion();
        ShortestText? shortest = completion is null ? null : ShortestText.Of(completion);
        StackFrame? next = completion is null ? null : configuration.State.Advance(completion)!.Continuation(configuration.Next);
        for (; next is not null && shortest is not null; next = next.Next)
        {
            shortest += next.Rule.Shortest;
        }

        return shortest;
    }
}
