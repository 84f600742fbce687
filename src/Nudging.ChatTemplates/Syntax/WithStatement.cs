namespace Nudging.ChatTemplates.Syntax;

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
