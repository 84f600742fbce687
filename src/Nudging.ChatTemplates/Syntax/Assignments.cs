namespace Nudging.ChatTemplates.Syntax;

/// <summary><c>{% set a = b %}</c>.</summary>
internal sealed class SetStatement(int position, Target target, Expression value) : Statement(position)
{
    public override Flow Render(Execution run)
    {
        target.Assign(run, run.Scope, value.Evaluate(run));
        return Flow.Next;
    }
}

/// <summary><c>{% set a %}…{% endset %}</c>.</summary>
internal sealed class SetBlockStatement(int position, Target target, FilterExpression? filter, Block body) : Statement(position)
{
    public override Flow Render(Execution run)
    {
        string text = run.Capture(body, new Scope(run.Scope));
        target.Assign(run, run.Scope, filter is null ? text : filter.Apply(run, text));
        return Flow.Next;
    }
}

/// <summary><c>{% with a = b %}…{% endwith %}</c>.</summary>
internal sealed class WithStatement(int position, IReadOnlyList<(Target Target, Expression Value)> variables, Block body) : Statement(position)
{
    public override Flow Render(Execution run)
    {
        var scope = new Scope(run.Scope);
        foreach ((Target target, Expression value) in variables)
        {
            target.Assign(run, scope, value.Evaluate(run));
        }

        return run.RenderScoped(body, scope);
    }
}
