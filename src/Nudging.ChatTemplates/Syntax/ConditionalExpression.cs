using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Syntax;

/// <summary><c>a if test else b</c>.</summary>
internal sealed class ConditionalExpression(int position, Expression test, Expression then, Expression? otherwise) : Expression(position)
{
    protected override object? Compute(RenderContext context) =>
        Truthiness.Of(test.Evaluate(context)) ? then.Evaluate(context)
            : otherwise is not null ? otherwise.Evaluate(context)
            : new Undefined("the inline if-expression evaluated to false and no else section was defined.");
}
