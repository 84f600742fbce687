namespace Nudging.Constraints.Grammar;

/// <summary>A part of a grammar.</summary>
internal abstract class Rule
{
    /// <summary>Gets the rule of an empty text.</summary>
    public static Rule Empty { get; } = new StateRule(LiteralState.Of(""));

    /// <summary>Gets a value indicating whether the rule allows a finite text.</summary>
    public virtual bool CanFinish => true;

    /// <summary>Gets a shortest text that fits the rule.</summary>
    /// <value><see langword="null"/> where no text is known. References are resolved after the whole grammar is compiled.</value>
    public abstract ShortestText? Shortest { get; }

    /// <summary>Gets the rules that this rule enters before a character is read.</summary>
    public virtual IReadOnlyList<Rule> Direct => [];

    /// <summary>Creates a rule for several rules in sequence.</summary>
    public static Rule Sequence(params Rule[] rules)
    {
        Rule sequence = rules.Length == 0 ? Empty : rules[^1];
        for (int i = rules.Length - 2; i >= 0; i--)
        {
            sequence = new SequenceRule(rules[i], sequence);
        }

        return sequence;
    }

    /// <summary>Adds the configurations in which the rule begins.</summary>
    /// <param name="next">The top of the stack: the rule that follows.</param>
    /// <param name="configurations">Collects the configurations.</param>
    public abstract void Enter(StackFrame? next, GrammarConfigurationSet configurations);
}

/// <summary>An entry of the stack of rules that follow. Stacks share their lower entries.</summary>
/// <param name="rule">The rule that comes next.</param>
/// <param name="next">The entry below; <see langword="null"/> for the end of the grammar.</param>
internal sealed class StackFrame(Rule rule, StackFrame? next)
{
    public Rule Rule => rule;

    public StackFrame? Next => next;
}

/// <summary>A rule for the texts that an automaton accepts.</summary>
/// <param name="start">The automaton's first state.</param>
internal sealed class StateRule(TextConstraintState start) : Rule
{
    private readonly Lazy<ShortestText?> _shortest = new(() => start.FindShortestCompletion() is byte[] bytes ? ShortestText.Of(bytes) : null);

    public override ShortestText? Shortest => _shortest.Value;

    public override void Enter(StackFrame? next, GrammarConfigurationSet configurations) => configurations.Add(start, next);
}

/// <summary>One rule followed by another.</summary>
internal sealed class SequenceRule(Rule first, Rule rest) : Rule
{
    public override bool CanFinish => first.CanFinish && rest.CanFinish;

    public override ShortestText? Shortest => first.Shortest + rest.Shortest;

    public override void Enter(StackFrame? next, GrammarConfigurationSet configurations) => first.Enter(new(rest, next), configurations);
}

/// <summary>One of several rules.</summary>
internal sealed class ChoiceRule(IReadOnlyList<Rule> alternatives) : Rule
{
    public override bool CanFinish => alternatives.Any(alternative => alternative.CanFinish);

    public override ShortestText? Shortest => alternatives.Where(alternative => alternative.CanFinish)
        .Aggregate((ShortestText?)null, (shortest, alternative) => ShortestText.Shorter(shortest, alternative.Shortest));

    public override IReadOnlyList<Rule> Direct => alternatives;

    public override void Enter(StackFrame? next, GrammarConfigurationSet configurations)
    {
        foreach (Rule alternative in alternatives)
        {
            if (alternative.CanFinish)
            {
                alternative.Enter(next, configurations);
            }
        }
    }
}

/// <summary>A rule several times in a row. An empty text must not fit the rule.</summary>
internal sealed class RepetitionRule(Rule item, int minimum, int maximum) : Rule
{
    public override bool CanFinish => minimum == 0 || item.CanFinish;

    public override ShortestText? Shortest => minimum == 0 ? ShortestText.Empty : ShortestText.Repeat(item.Shortest, minimum);

    public override void Enter(StackFrame? next, GrammarConfigurationSet configurations)
    {
        if (minimum == 0)
        {
            configurations.Pop(next);
        }

        if (maximum > 0 && item.CanFinish)
        {
            bool isEndless = minimum == 0 && maximum == int.MaxValue;
            Rule rest = isEndless ? this : new RepetitionRule(item, Math.Max(0, minimum - 1), maximum == int.MaxValue ? maximum : maximum - 1);
            item.Enter(new(rest, next), configurations);
        }
    }
}

/// <summary>A reference to a rule, so that rules may contain themselves.</summary>
internal sealed class ReferenceRule : Rule
{
    private Rule? _target;
    private bool _canFinish;
    private ShortestText? _shortest;

    /// <summary>Gets or sets the rule that the reference stands for.</summary>
    public Rule Target
    {
        get => _target ?? throw new InvalidOperationException("The target of the reference is not set.");
        set => _target = value;
    }

    public override bool CanFinish => _canFinish;

    public override ShortestText? Shortest => _shortest;

    public override IReadOnlyList<Rule> Direct => [Target];

    /// <summary>Updates <see cref="CanFinish"/> from the target.</summary>
    /// <returns>Whether the value changed.</returns>
    public bool UpdateCanFinish()
    {
        bool changes = !_canFinish && Target.CanFinish;
        _canFinish |= changes;
        return changes;
    }

    /// <summary>Updates <see cref="Shortest"/> from the target, after <see cref="CanFinish"/> of all references is known.</summary>
    /// <returns>Whether a shorter text was found.</returns>
    public bool UpdateShortest()
    {
        ShortestText? shortest = _canFinish ? Target.Shortest : null;
        bool changes = shortest is not null && (_shortest is null || shortest.Length < _shortest.Length);
        _shortest = changes ? shortest : _shortest;
        return changes;
    }

    public override void Enter(StackFrame? next, GrammarConfigurationSet configurations) => Target.Enter(next, configurations);
}
