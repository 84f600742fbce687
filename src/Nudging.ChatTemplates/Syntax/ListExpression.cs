using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Syntax;

/// <summary><c>[a, b]</c>.</summary>
internal sealed class ListExpression(int position, IReadOnlyList<Expression> items) : Expression(position)
{
    protected override object? Compute(RenderContext context) => new ListValue(EvaluateAll(context, items));
}
