namespace Nudging.ChatTemplates.Syntax;

/// <summary>A node of the syntax tree that has a value.</summary>
internal abstract class Expression(int position)
{
    public int Position { get; } = position;

    public object? Evaluate(RenderContext context)
    {
        context.Position = Position;
        context.Step();
        context.Enter();
        object? value = Compute(context);
        context.Leave();
        return value;
    }

    protected abstract object? Compute(RenderContext context);

    /// <summary>Evaluates operands; later errors are reported at the position of this expression.</summary>
    protected object?[] EvaluateAll(RenderContext context, IReadOnlyList<Expression> operands)
    {
        object?[] values = new object?[operands.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = operands[i].Evaluate(context);
        }

        context.Position = Position;
        return values;
    }
}
