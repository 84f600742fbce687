using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Syntax;

/// <summary><c>{{ a }}</c>.</summary>
internal sealed class PrintStatement(int position, Expression expression) : Statement(position)
{
    public override Flow Render(RenderContext context)
    {
        object? value = expression.Evaluate(context);
        context.Write(value as string ?? PythonText.Str(context, value), isTemplate: expression is ConstantExpression);
        return Flow.Next;
    }
}
