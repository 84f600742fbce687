namespace Nudging.ChatTemplates.Syntax;

/// <summary>A part of a template that has a value.</summary>
internal abstract class Expression(int position)
{
    public int Position { get; } = position;

    public object? Evaluate(Execution run)
    {
        run.Position = Position;
        run.Step();
        run.Enter();
        object? value = Compute(run);
        run.Leave();
        return value;
    }

    protected abstract object? Compute(Execution run);

    /// <summary>Evaluates operands first; an error after that is this expression's.</summary>
    protected object?[] EvaluateAll(Execution run, IReadOnlyList<Expression> operands)
    {
        object?[] values = new object?[operands.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = operands[i].Evaluate(run);
        }

        run.Position = Position;
        return values;
    }
}
