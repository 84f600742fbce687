using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Syntax;

/// <summary><c>{{ a }}</c>.</summary>
internal sealed class PrintStatement(int position, Expression expression) : Statement(position)
{
    public override Flow Render(RenderContext context)
    {
        context.Write(PythonText.Str(context, expression.Evaluate(context)));
        return Flow.Next;
    }
}
