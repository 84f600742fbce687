using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Syntax;

/// <summary><c>a + b</c> and the other arithmetic operators.</summary>
internal sealed class ArithmeticExpression(int position, string sign, Expression left, Expression right) : Expression(position)
{
    protected override object? Compute(RenderContext context)
    {
        object? a = left.Evaluate(context);
        object? b = right.Evaluate(context);
        context.Position = Position;
        return Arithmetic.Apply(context, sign, a, b);
    }
}
