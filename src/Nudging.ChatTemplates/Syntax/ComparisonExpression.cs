using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Syntax;

/// <summary><c>a &lt; b</c>, <c>a in b</c>, or a chain of comparisons, which is true where every comparison is true.</summary>
internal sealed class ComparisonExpression(int position, Expression first, IReadOnlyList<(string Sign, Expression Operand)> rest) : Expression(position)
{
    protected override object? Compute(RenderContext context)
    {
        object? left = first.Evaluate(context);
        foreach ((string sign, Expression operand) in rest)
        {
            object? right = operand.Evaluate(context);
            context.Position = Position;
            if (!Comparison.Holds(context, sign, left, right))
            {
                return false;
            }

            left = right;
        }

        return true;
    }
}
