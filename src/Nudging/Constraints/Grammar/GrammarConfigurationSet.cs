namespace Nudging.Constraints.Grammar;

/// <summary>Collects the configurations that a text can lead to.</summary>
internal sealed class GrammarConfigurationSet
{
    // In an ambiguous grammar the number of configurations may grow exponentially. Each configuration alone leads to the end, so
    // that some may be left out.
    private const int MaxConfigurations = 256;

    private readonly List<GrammarConfiguration> _configurations = [];
    private bool _canEnd;
    private int _steps;

    /// <summary>Adds a configuration, and the configurations that follow where its automaton can end.</summary>
    /// <param name="state">The state of an automaton.</param>
    /// <param name="next">The top of the stack: the rule that follows the automaton.</param>
    public void Add(TextConstraintState state, StackFrame? next)
    {
        _steps++;
        if (state.CanContinue && _configurations.Count < MaxConfigurations && !_configurations.Contains(new(state, next)))
        {
            _configurations.Add(new(state, next));
        }

        if (state.CanEnd)
        {
            Pop(state.Continuation(next));
        }
    }

    /// <summary>Enters the rule at the top of the stack.</summary>
    /// <param name="next">The top of the stack; <see langword="null"/> at the end of the grammar.</param>
    public void Pop(StackFrame? next)
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

    /// <summary>Creates the state with the configurations; <see langword="null"/> if there is no configuration and the text cannot end.</summary>
    public GrammarState? ToState() => _configurations.Count == 0 && !_canEnd ? null : new([.. _configurations], _canEnd, _steps);
}
