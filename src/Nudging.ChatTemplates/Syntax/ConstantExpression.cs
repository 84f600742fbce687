namespace Nudging.ChatTemplates.Syntax;

/// <summary>A string, a number, <c>true</c>, <c>false</c> or <c>none</c>.</summary>
internal sealed class ConstantExpression(int position, object? value) : Expression(position)
{
    protected override object? Compute(RenderContext context) => value;
}
