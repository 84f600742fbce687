using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Syntax;

/// <summary><c>{% set a %}…{% endset %}</c>.</summary>
internal sealed class SetBlockStatement(int position, Target target, FilterExpression? filter, Block body) : Statement(position)
{
    public override Flow Render(RenderContext context)
    {
        TextValue text = context.Capture(body, new Scope(context.Scope));
        target.Assign(context, context.Scope, filter is null ? text : filter.Apply(context, text));
        return Flow.Next;
    }
}
