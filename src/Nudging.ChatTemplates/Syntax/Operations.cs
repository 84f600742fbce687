using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Syntax;

/// <summary><c>-a</c> or <c>+a</c>.</summary>
internal sealed class SignExpression(int position, bool isNegative, Expression operand) : Expression(position)
{
    protected override object? Compute(Execution run)
    {
        object? value = operand.Evaluate(run);
        run.Position = Position;
        return Arithmetic.Sign(value, isNegative);
    }
}

/// <summary><c>not a</c>.</summary>
internal sealed class NotExpression(int position, Expression operand) : Expression(position)
{
    protected override object? Compute(Execution run) => !Truth.Of(operand.Evaluate(run));
}

/// <summary><c>a and b</c> or <c>a or b</c>: the operand that decided.</summary>
internal sealed class LogicalExpression(int position, bool isAnd, Expression left, Expression right) : Expression(position)
{
    protected override object? Compute(Execution run)
    {
        object? value = left.Evaluate(run);
        return Truth.Of(value) == isAnd ? right.Evaluate(run) : value;
    }
}

/// <summary><c>a if test else b</c>.</summary>
internal sealed class ConditionalExpression(int position, Expression test, Expression then, Expression? otherwise) : Expression(position)
{
    protected override object? Compute(Execution run) =>
        Truth.Of(test.Evaluate(run)) ? then.Evaluate(run)
            : otherwise is not null ? otherwise.Evaluate(run)
            : new Undefined("the inline if-expression evaluated to false and no else section was defined.");
}

/// <summary><c>a + b</c> and the like.</summary>
internal sealed class ArithmeticExpression(int position, string sign, Expression left, Expression right) : Expression(position)
{
    protected override object? Compute(Execution run)
    {
        object? a = left.Evaluate(run);
        object? b = right.Evaluate(run);
        run.Position = Position;
        return Arithmetic.Apply(run, sign, a, b);
    }
}

/// <summary><c>a ~ b</c>: both as text.</summary>
internal sealed class ConcatenationExpression(int position, IReadOnlyList<Expression> operands) : Expression(position)
{
    protected override object? Compute(Execution run)
    {
        string[] texts = Array.ConvertAll(EvaluateAll(run, operands), value => PythonText.Str(run, value));
        run.ChargeText(texts.Sum(text => (long)text.Length));
        return string.Concat(texts);
    }
}

/// <summary><c>a &lt; b</c>, <c>a in b</c>, or a chain of such: all of them hold.</summary>
internal sealed class ComparisonExpression(int position, Expression first, IReadOnlyList<(string Sign, Expression Operand)> rest) : Expression(position)
{
    protected override object? Compute(Execution run)
    {
        object? left = first.Evaluate(run);
        foreach ((string sign, Expression operand) in rest)
        {
            object? right = operand.Evaluate(run);
            run.Position = Position;
            if (!Comparison.Holds(run, sign, left, right))
            {
                return false;
            }

            left = right;
        }

        return true;
    }
}
