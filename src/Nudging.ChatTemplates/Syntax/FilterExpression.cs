using Nudging.ChatTemplates.Library;

namespace Nudging.ChatTemplates.Syntax;

/// <summary><c>a|name(b)</c>.</summary>
/// <remarks>Without an operand, the filter applies to the rendered body of a block.</remarks>
internal sealed class FilterExpression(int position, Expression? operand, string name, ArgumentList arguments) : Expression(position)
{
    private readonly Filter? _filter = Filters.Find(name);

    protected override object? Compute(RenderContext context) => Apply(context, operand?.Evaluate(context));

    public object? Apply(RenderContext context, object? body)
    {
        object? value = operand is FilterExpression { IsOpen: true } inner ? inner.Apply(context, body) : body;
        Arguments given = arguments.Evaluate(context);
        context.Position = Position;
        context.ChargeReading(value);
        return _filter is null ? throw new TemplateRuntimeException($"There is no filter '{name}'.") : _filter(context, value, given);
    }

    // Whether the chain of filters begins with the body of a block.
    private bool IsOpen => operand is null || operand is FilterExpression { IsOpen: true };
}
