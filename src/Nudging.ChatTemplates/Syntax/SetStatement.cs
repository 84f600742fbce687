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
