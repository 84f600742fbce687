using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Syntax;

/// <summary><c>a.name</c>: an attribute of that name, or else an item.</summary>
internal sealed class AttributeExpression(int position, Expression target, string name) : Expression(position)
{
    private readonly TextValue _name = TextValue.Template(name);

    public Expression Target { get; } = target;

    public string Name { get; } = name;

    protected override object? Compute(RenderContext context)
    {
        object? value = Target.Evaluate(context);
        context.Position = Position;
        return MemberAccess.Attribute(value, _name);
    }
}
