using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Syntax;

/// <summary><c>{% filter %}</c>.</summary>
internal sealed class FilterStatement(int position, FilterExpression filter, Block body) : Statement(position)
{
    public override Flow Render(RenderContext context)
    {
        context.Write(PythonText.Str(context, filter.Apply(context, context.Capture(body, new Scope(context.Scope)))));
        return Flow.Next;
    }
}
