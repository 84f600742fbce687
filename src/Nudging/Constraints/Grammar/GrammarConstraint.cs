namespace Nudging.Constraints.Grammar;

/// <summary>A constraint that is defined by a grammar.</summary>
internal sealed class GrammarConstraint : TextConstraint
{
    /// <summary>Initializes a new instance of the <see cref="GrammarConstraint"/> class.</summary>
    /// <param name="rule">The rule of the whole text.</param>
    public GrammarConstraint(Rule rule)
    {
        Rule = rule;
        var configurations = new GrammarConfigurationSet();
        rule.Enter(null, configurations);
        Start = configurations.ToState()!;
    }

    /// <inheritdoc/>
    public override TextConstraintState Start { get; }

    /// <inheritdoc/>
    internal override Rule Rule { get; }
}
