using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Syntax;

/// <summary><c>a[key]</c>: an item, or else an attribute of that name.</summary>
internal sealed class ItemExpression(int position, Expression target, Expression key) : Expression(position)
{
    protected override object? Compute(RenderContext context)
    {
        object? value = target.Evaluate(context);
        object? item = key.Evaluate(context);
        context.Position = Position;
        context.ChargeReading(value);
        context.ChargeReading(item);
        return MemberAccess.Item(value, item);
    }
}
