using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Syntax;

/// <summary>A text, a number, <c>true</c>, <c>false</c> or <c>none</c>.</summary>
internal sealed class ConstantExpression(int position, object? value) : Expression(position)
{
    protected override object? Compute(RenderContext context) => value;
}

/// <summary><c>[a, b]</c>.</summary>
internal sealed class ListExpression(int position, IReadOnlyList<Expression> items) : Expression(position)
{
    protected override object? Compute(RenderContext context) => new ListValue(EvaluateAll(context, items));
}

/// <summary><c>(a, b)</c>.</summary>
internal sealed class TupleExpression(int position, IReadOnlyList<Expression> items) : Expression(position)
{
    public IReadOnlyList<Expression> Items { get; } = items;

    protected override object? Compute(RenderContext context) => new TupleValue(EvaluateAll(context, Items));
}

/// <summary><c>{a: b}</c>.</summary>
internal sealed class DictionaryExpression(int position, IReadOnlyList<Expression> keys, IReadOnlyList<Expression> values) : Expression(position)
{
    protected override object? Compute(RenderContext context)
    {
        context.Charge(TemplateLimits.StepsPerObject);
        var dictionary = new DictionaryValue();
        for (int i = 0; i < keys.Count; i++)
        {
            object? key = keys[i].Evaluate(context);
            object? value = values[i].Evaluate(context);
            context.Position = Position;
            context.ChargeReading(key);
            dictionary.Set(key, value);
        }

        return dictionary;
    }
}
