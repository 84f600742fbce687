namespace Nudging.ChatTemplates.Syntax;

/// <summary><c>{% set a = b %}</c>.</summary>
internal sealed class SetStatement(int position, Target target, Expression value) : Statement(position)
{
    public override Flow Render(RenderContext context)
    {
        target.Assign(context, context.Scope, value.Evaluate(context));
        return Flow.Next;
    }
}

/// <summary><c>{% set a %}…{% endset %}</c>.</summary>
internal sealed class SetBlockStatement(int position, Target target, FilterExpression? filter, Block body) : Statement(position)
{
    public override Flow Render(RenderContext context)
    {
        string text = context.Capture(body, new Scope(context.Scope));
        target.Assign(context, context.Scope, filter is null ? text : filter.Apply(context, text));
        return Flow.Next;
    }
}

/// <summary><c>{% with a = b %}…{% endwith %}</c>.</summary>
internal sealed class WithStatement(int position, IReadOnlyList<(Target Target, Expression Value)> variables, Block body) : Statement(position)
{
    public override Flow Render(RenderContext context)
    {
        var scope = new Scope(context.Scope);
        foreach ((Target target, Expression value) in variables)
        {
            target.Assign(context, scope, value.Evaluate(context));
        }

        return context.RenderScoped(body, scope);
    }
}
