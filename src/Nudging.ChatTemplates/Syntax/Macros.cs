using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Syntax;

/// <summary>The parameters and the body of a macro or of a call block.</summary>
internal sealed record MacroDefinition(string Name, IReadOnlyList<(string Name, Expression? Default)> Parameters, Block Body)
{
    /// <summary>Gets a value indicating whether the body asks for arguments by place that have no parameter.</summary>
    public required bool ReadsVarargs { get; init; }

    /// <summary>Gets a value indicating whether the body asks for arguments by name that have no parameter.</summary>
    public required bool ReadsKwargs { get; init; }

    /// <summary>Gets a value indicating whether the body asks for the body of the call block.</summary>
    public required bool ReadsCaller { get; init; }
}

/// <summary><c>{% macro %}</c>.</summary>
internal sealed class MacroStatement(int position, MacroDefinition definition) : Statement(position)
{
    public override Flow Render(RenderContext context)
    {
        context.Scope.Set(definition.Name, new MacroValue(definition, context.Scope));
        return Flow.Next;
    }
}

/// <summary><c>{% call %}</c>.</summary>
internal sealed class CallStatement(int position, MacroDefinition caller, CallExpression call) : Statement(position)
{
    public override Flow Render(RenderContext context)
    {
        context.Write(PythonText.Str(context, call.Call(context, new MacroValue(caller, context.Scope))));
        return Flow.Next;
    }
}

/// <summary><c>{% filter %}</c>.</summary>
internal sealed class FilterStatement(int position, FilterExpression filter, Block body) : Statement(position)
{
    public override Flow Render(RenderContext context)
    {
        context.Write(PythonText.Str(context, filter.Apply(context, context.Capture(body, new Scope(context.Scope)))));
        return Flow.Next;
    }
}

/// <summary><c>{% generation %}</c> or <c>{% block %}</c>: renders its body; what is set in it stays in it.</summary>
internal sealed class ScopeStatement(int position, Block body) : Statement(position)
{
    public override Flow Render(RenderContext context) => context.RenderScoped(body, new Scope(context.Scope));
}
