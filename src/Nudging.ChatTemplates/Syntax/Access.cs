using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Syntax;

/// <summary>A variable.</summary>
internal sealed class NameExpression(int position, string name) : Expression(position)
{
    public string Name { get; } = name;

    protected override object? Compute(RenderContext context) => context.Scope.TryGet(Name, out object? value) ? value : Undefined.Variable(Name);
}

/// <summary><c>a.name</c>: what Python has of that name, or an item.</summary>
internal sealed class AttributeExpression(int position, Expression target, string name) : Expression(position)
{
    public Expression Target { get; } = target;

    public string Name { get; } = name;

    protected override object? Compute(RenderContext context)
    {
        object? value = Target.Evaluate(context);
        context.Position = Position;
        return MemberAccess.Attribute(value, Name);
    }
}

/// <summary><c>a[key]</c>: an item, or what Python has of that name.</summary>
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
