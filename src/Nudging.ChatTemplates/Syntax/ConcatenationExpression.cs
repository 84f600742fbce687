using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Syntax;

/// <summary><c>a ~ b</c>: the operands, converted to strings and joined.</summary>
internal sealed class ConcatenationExpression(int position, IReadOnlyList<Expression> operands) : Expression(position)
{
    protected override object? Compute(RenderContext context)
    {
        TextValue[] texts = Array.ConvertAll(EvaluateAll(context, operands), value => PythonText.Str(context, value));
        context.ChargeText(texts.Sum(text => (long)text.Length));
        return TextValue.Concat(texts);
    }
}
