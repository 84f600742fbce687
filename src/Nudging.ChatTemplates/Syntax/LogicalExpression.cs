using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Syntax;

/// <summary><c>a and b</c> or <c>a or b</c>: the value of the operand that decides.</summary>
internal sealed class LogicalExpression(int position, bool isAnd, Expression left, Expression right) : Expression(position)
{
    protected override object? Compute(RenderContext context)
    {
        object? value = left.Evaluate(context);
        return Truthiness.Of(value) == isAnd ? right.Evaluate(context) : value;
    }
}
