using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Syntax;

/// <summary><c>a[start:stop:step]</c>.</summary>
internal sealed class SliceExpression(int position, Expression target, Expression? start, Expression? stop, Expression? step) : Expression(position)
{
    protected override object? Compute(RenderContext context)
    {
        object? value = target.Evaluate(context);
        object? from = start?.Evaluate(context);
        object? to = stop?.Evaluate(context);
        object? by = step?.Evaluate(context);
        context.Position = Position;
        return Slices.Of(context, value, from, to, by);
    }
}
