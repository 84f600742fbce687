namespace Nudging.Constraints.Grammar;

/// <summary>Where a text is in a grammar: all the ways in which it may go on.</summary>
internal sealed class GrammarState(GrammarThread[] threads, bool canEnd) : TextConstraintState
{
    /// <inheritdoc/>
    public override bool CanEnd => canEnd;

    /// <inheritdoc/>
    public override bool CanContinue => threads.Length > 0;

    /// <inheritdoc/>
    public override TextConstraintState? Advance(byte value)
    {
        if (threads.Length == 1 && threads[0].State.Advance(value) is var state and not { CanEnd: true })
        {
            // The ordinary case: within a machine. Most bytes of a string do not change anything.
            return state is null ? null
                : ReferenceEquals(state, threads[0].State) && !canEnd ? this
                : new GrammarState([new(state, threads[0].Next)], false);
        }

        var after = new Threads();
        foreach ((TextConstraintState before, Frame? next) in threads)
        {
            if (before.Advance(value) is TextConstraintState moved)
            {
                after.Add(moved, next);
            }
        }

        return after.ToState();
    }
}

/// <summary>A constraint that is a grammar.</summary>
internal sealed class GrammarConstraint : TextConstraint
{
    public GrammarConstraint(Rule rule)
    {
        Rule = rule;
        var threads = new Threads();
        rule.Enter(null, threads);
        Start = threads.ToState()!;
    }

    /// <inheritdoc/>
    public override TextConstraintState Start { get; }

    internal override Rule Rule { get; }
}
