namespace Nudging.Constraints.Grammar;

/// <summary>A part of a grammar.</summary>
internal abstract class Rule
{
    /// <summary>Gets the rule of an empty text.</summary>
    public static Rule Empty { get; } = new StateRule(LiteralState.Of(""));

    /// <summary>Gets a value indicating whether there is a finite text for it.</summary>
    public virtual bool CanFinish => true;

    /// <summary>Gets the rules of which one must hold at the same place.</summary>
    public virtual IReadOnlyList<Rule> Direct => [];

    /// <summary>Rules that hold one after the other.</summary>
    public static Rule Sequence(params Rule[] rules)
    {
        Rule sequence = rules.Length == 0 ? Empty : rules[^1];
        for (int i = rules.Length - 2; i >= 0; i--)
        {
            sequence = new SequenceRule(rules[i], sequence);
        }

        return sequence;
    }

    /// <summary>Begins the rule.</summary>
    /// <param name="next">What follows it.</param>
    /// <param name="threads">Where the ways to go on are gathered.</param>
    public abstract void Enter(Frame? next, Threads threads);
}

/// <summary>What is still to come.</summary>
/// <param name="rule">What comes next.</param>
/// <param name="next">What comes after that; <see langword="null"/> for the end.</param>
internal sealed class Frame(Rule rule, Frame? next)
{
    public Rule Rule => rule;

    public Frame? Next => next;
}

/// <summary>What a machine of its own allows.</summary>
/// <param name="start">The state that the machine begins in.</param>
internal sealed class StateRule(TextConstraintState start) : Rule
{
    public override void Enter(Frame? next, Threads threads) => threads.Add(start, next);
}

/// <summary>One rule and then another.</summary>
internal sealed class SequenceRule(Rule first, Rule rest) : Rule
{
    public override bool CanFinish => first.CanFinish && rest.CanFinish;

    public override void Enter(Frame? next, Threads threads) => first.Enter(new(rest, next), threads);
}

/// <summary>One of several rules.</summary>
internal sealed class ChoiceRule(IReadOnlyList<Rule> alternatives) : Rule
{
    public override bool CanFinish => alternatives.Any(alternative => alternative.CanFinish);

    public override IReadOnlyList<Rule> Direct => alternatives;

    public override void Enter(Frame? next, Threads threads)
    {
        foreach (Rule alternative in alternatives)
        {
            if (alternative.CanFinish)
            {
                alternative.Enter(next, threads);
            }
        }
    }
}

/// <summary>A rule, which no empty text fits, several times in a row.</summary>
internal sealed class RepetitionRule(Rule item, int minimum, int maximum) : Rule
{
    public override bool CanFinish => minimum == 0 || item.CanFinish;

    public override void Enter(Frame? next, Threads threads)
    {
        if (minimum == 0)
        {
            threads.Leave(next);
        }

        if (maximum > 0 && item.CanFinish)
        {
            bool isEndless = minimum == 0 && maximum == int.MaxValue;
            Rule rest = isEndless ? this : new RepetitionRule(item, Math.Max(0, minimum - 1), maximum == int.MaxValue ? maximum : maximum - 1);
            item.Enter(new(rest, next), threads);
        }
    }
}

/// <summary>A rule by its name, so that rules may contain themselves.</summary>
internal sealed class ReferenceRule : Rule
{
    private Rule? _target;
    private bool _canFinish;

    /// <summary>Gets or sets the rule that is meant.</summary>
    public Rule Target
    {
        get => _target ?? throw new InvalidOperationException("The rule is not known yet.");
        set => _target = value;
    }

    public override bool CanFinish => _canFinish;

    public override IReadOnlyList<Rule> Direct => [Target];

    /// <summary>Finds out whether the rule can finish, as far as it is known of others.</summary>
    /// <returns>Whether that is news.</returns>
    public bool Learn()
    {
        bool isNews = !_canFinish && Target.CanFinish;
        _canFinish |= isNews;
        return isNews;
    }

    public override void Enter(Frame? next, Threads threads) => Target.Enter(next, threads);
}
