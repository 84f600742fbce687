using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Library;

/// <summary>A function that every template knows.</summary>
internal sealed class Function(string name, Func<Execution, Arguments, object?> invoke) : Callable
{
    public override string Name => name;

    public override object? Invoke(Execution run, Arguments arguments) => invoke(run, arguments);
}
