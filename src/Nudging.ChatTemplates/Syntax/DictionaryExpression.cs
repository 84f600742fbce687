using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Syntax;

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
