using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Syntax;

/// <summary><c>{% macro %}</c>.</summary>
internal sealed class MacroStatement(int position, MacroDefinition definition) : Statement(position)
{
    public override Flow Render(RenderContext context)
    {
        context.Scope.Set(definition.Name, new MacroValue(definition, context.Scope));
        return Flow.Next;
    }
}
