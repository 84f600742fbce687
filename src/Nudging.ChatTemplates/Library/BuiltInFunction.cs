using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Library;

/// <summary>A function that the interpreter provides.</summary>
internal sealed class BuiltInFunction(string name, Func<RenderContext, Arguments, object?> invoke) : Callable
{
    public override string Name => name;

    public override object? Invoke(RenderContext context, Arguments arguments) => invoke(context, arguments);
}
