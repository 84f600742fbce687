using Nudging.ChatTemplates.Library;

namespace Nudging.ChatTemplates.Syntax;

/// <summary><c>a is name(b)</c>.</summary>
internal sealed class TestExpression(int position, Expression operand, string name, ArgumentList arguments) : Expression(position)
{
    private readonly Test? _test = Tests.Find(name);

    protected override object? Compute(RenderContext context)
    {
        object? value = operand.Evaluate(context);
        Arguments given = arguments.Evaluate(context);
        context.Position = Position;
        context.ChargeReading(value);
        return _test is null ? throw new TemplateRuntimeException($"There is no test '{name}'.") : _test(context, value, given);
    }
}
