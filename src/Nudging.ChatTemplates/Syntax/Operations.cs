using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Syntax;

/// <summary><c>-a</c> or <c>+a</c>.</summary>
internal sealed class SignExpression(int position, bool isNegative, Expression operand) : Expression(position)
{
    protected override object? Compute(RenderContext context)
    {
        object? value = operand.Evaluate(context);
        context.Position = Position;
        return Arithmetic.Sign(value, isNegative);
    }
}

/// <summary><c>not a</c>.</summary>
internal sealed class NotExpression(int position, Expression operand) : Expression(position)
{
    protected override object? Compute(RenderContext context) => !Truthiness.Of(operand.Evaluate(context));
}

/// <summary><c>a and b</c> or <c>a or b</c>: the operand that decided.</summary>
internal sealed class LogicalExpression(int position, bool isAnd, Expression left, Expression right) : Expression(position)
{
    protected override object? Compute(RenderContext context)
    {
        object? value = left.Evaluate(context);
        return Truthiness.Of(value) == isAnd ? right.Evaluate(context) : value;
    }
}

/// <summary><c>a if test else b</c>.</summary>
internal sealed class ConditionalExpression(int position, Expression test, Expression then, Expression? otherwise) : Expression(position)
{
    protected override object? Compute(RenderContext context) =>
        Truthiness.Of(test.Evaluate(context)) ? then.Evaluate(context)
            : otherwise is not null ? otherwise.Evaluate(context)
            : new Undefined("the inline if-expression evaluated to false and no else section was defined.");
}

/// <summary><c>a + b</c> and the like.</summary>
internal sealed class ArithmeticExpression(int position, string sign, Expression left, Expression right) : Expression(position)
{
    protected override object? Compute(RenderContext context)
    {
        object? a = left.Evaluate(context);
        object? b = right.Evaluate(context);
        context.Position = Position;
        return Arithmetic.Apply(context, sign, a, b);
    }
}

/// <summary><c>a ~ b</c>: both as text.</summary>
internal sealed class ConcatenationExpression(int position, IReadOnlyList<Expression> operands) : Expression(position)
{
    protected override object? Compute(RenderContext context)
    {
        string[] texts = Array.ConvertAll(EvaluateAll(context, operands), value => PythonText.Str(context, value));
        context.ChargeText(texts.Sum(text => (long)text.Length));
        return string.Concat(texts);
    }
}

/// <summary><c>a &lt; b</c>, <c>a in b</c>, or a chain of such: all of them hold.</summary>
internal sealed class ComparisonExpression(int position, Expression first, IReadOnlyList<(string Sign, Expression Operand)> rest) : Expression(position)
{
    protected override object? Compute(RenderContext context)
    {
        object? left = first.Evaluate(context);
        foreach ((string sign, Expression operand) in rest)
        {
            object? right = operand.Evaluate(context);
            context.Position = Position;
            if (!Comparison.Holds(context, sign, left, right))
            {
                return false;
            }

            left = right;
        }

        return true;
    }
}
