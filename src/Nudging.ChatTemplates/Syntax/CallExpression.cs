using Nudging.ChatTemplates.Library;
using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Syntax;

/// <summary><c>f(a, b=c)</c>.</summary>
internal sealed class CallExpression(int position, Expression callee, ArgumentList arguments) : Expression(position)
{
    protected override object? Compute(RenderContext context) => Call(context, null);

    /// <summary>Calls the function, and passes the body of a call block as <c>caller</c>.</summary>
    public object? Call(RenderContext context, MacroValue? caller)
    {
        object? function = callee.Evaluate(context);
        Arguments given = arguments.Evaluate(context);
        context.Position = Position;
        return Callable.Call(context, function, caller is null ? given : given.With("caller", caller));
    }
}
