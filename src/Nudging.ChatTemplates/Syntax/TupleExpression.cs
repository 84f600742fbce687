using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Syntax;

/// <summary><c>(a, b)</c>.</summary>
internal sealed class TupleExpression(int position, IReadOnlyList<Expression> items) : Expression(position)
{
    public IReadOnlyList<Expression> Items { get; } = items;

    protected override object? Compute(RenderContext context) => new TupleValue(EvaluateAll(context, Items));
}
