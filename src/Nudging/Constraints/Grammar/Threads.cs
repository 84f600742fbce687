namespace Nudging.Constraints.Grammar;

/// <summary>The ways in which a text may go on.</summary>
internal sealed class Threads
{
    // A grammar may be so ambiguous that the ways multiply. Each of them alone leads to the end, so some may be left out.
    private const int Most = 256;

    private readonly List<GrammarThread> _threads = [];
    private bool _canEnd;

    /// <summary>Adds a way, and what comes after it where it is at its end.</summary>
    /// <param name="state">Where a machine is.</param>
    /// <param name="next">What comes after the machine's end.</param>
    public void Add(TextConstraintState state, Frame? next)
    {
        if (state.CanContinue && _threads.Count < Most && !_threads.Contains(new(state, next)))
        {
            _threads.Add(new(state, next));
        }

        if (state.CanEnd)
        {
            Leave(state.Continuation(next));
        }
    }

    /// <summary>Goes on with what comes next.</summary>
    /// <param name="next">What comes next; <see langword="null"/> for the end.</param>
    public void Leave(Frame? next)
    {
        if (next is null)
        {
            _canEnd = true;
        }
        else
        {
            next.Rule.Enter(next.Next, this);
        }
    }

    /// <summary>The state of a grammar that can go on so; <see langword="null"/> if there is no way.</summary>
    public GrammarState? ToState() => _threads.Count == 0 && !_canEnd ? null : new([.. _threads], _canEnd);
}

/// <summary>One way in which a text may go on.</summary>
/// <param name="State">Where a machine is.</param>
/// <param name="Next">What comes after its end.</param>
internal readonly record struct GrammarThread(TextConstraintState State, Frame? Next);
