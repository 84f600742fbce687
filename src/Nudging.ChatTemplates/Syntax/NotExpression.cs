using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Syntax;

/// <summary><c>not a</c>.</summary>
internal sealed class NotExpression(int position, Expression operand) : Expression(position)
{
    protected override object? Compute(RenderContext context) => !Truthiness.Of(operand.Evaluate(context));
}
