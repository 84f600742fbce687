using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Syntax;

/// <summary><c>{% call %}</c>.</summary>
internal sealed class CallStatement(int position, MacroDefinition caller, CallExpression call) : Statement(position)
{
    public override Flow Render(RenderContext context)
    {
        context.Write(PythonText.Str(context, call.Call(context, new MacroValue(caller, context.Scope))));
        return Flow.Next;
    }
}
