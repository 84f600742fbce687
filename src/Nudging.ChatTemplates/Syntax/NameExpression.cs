using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Syntax;

/// <summary>A variable.</summary>
internal sealed class NameExpression(int position, string name) : Expression(position)
{
    public string Name { get; } = name;

    protected override object? Compute(RenderContext context) => context.Scope.TryGet(Name, out object? value) ? value : Undefined.Variable(Name);
}
