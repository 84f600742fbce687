using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Syntax;

/// <summary><c>-a</c> or <c>+a</c>.</summary>
internal sealed class SignExpression(int position, bool isNegative, Expression operand) : Expression(position)
{
    protected override object? Compute(RenderContext context)
    {
        object? value = operand.Evaluate(context);
        context.Position = Position;
        return Arithmetic.Sign(value, isNegative);
    }
}
