using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Syntax;

/// <summary>A variable.</summary>
internal sealed class NameExpression(int position, string name) : Expression(position)
{
    public string Name { get; } = name;

    protected override object? Compute(Execution run) => run.Scope.TryGet(Name, out object? value) ? value : Undefined.Variable(Name);
}

/// <summary><c>a.name</c>: what Python has of that name, or an item.</summary>
internal sealed class AttributeExpression(int position, Expression target, string name) : Expression(position)
{
    public Expression Target { get; } = target;

    public string Name { get; } = name;

    protected override object? Compute(Execution run)
    {
        object? value = Target.Evaluate(run);
        run.Position = Position;
        return Members.Attribute(value, Name);
    }
}

/// <summary><c>a[key]</c>: an item, or what Python has of that name.</summary>
internal sealed class ItemExpression(int position, Expression target, Expression key) : Expression(position)
{
    protected override object? Compute(Execution run)
    {
        object? value = target.Evaluate(run);
        object? item = key.Evaluate(run);
        run.Position = Position;
        run.ChargeReading(value);
        run.ChargeReading(item);
        return Members.Item(value, item);
    }
}

/// <summary><c>a[start:stop:step]</c>.</summary>
internal sealed class SliceExpression(int position, Expression target, Expression? start, Expression? stop, Expression? step) : Expression(position)
{
    protected override object? Compute(Execution run)
    {
        object? value = target.Evaluate(run);
        object? from = start?.Evaluate(run);
        object? to = stop?.Evaluate(run);
        object? by = step?.Evaluate(run);
        run.Position = Position;
        return Slices.Of(run, value, from, to, by);
    }
}
