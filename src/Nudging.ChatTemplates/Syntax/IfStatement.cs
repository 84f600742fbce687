using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Syntax;

/// <summary><c>{% if %}</c>.</summary>
internal sealed class IfStatement(int position, IReadOnlyList<(Expression Test, Block Body)> branches, Block? otherwise) : Statement(position)
{
    public override Flow Render(RenderContext context)
    {
        foreach ((Expression test, Block body) in branches)
        {
            if (Truthiness.Of(test.Evaluate(context)))
            {
                return body.Render(context);
            }
        }

        return otherwise?.Render(context) ?? Flow.Next;
    }
}
