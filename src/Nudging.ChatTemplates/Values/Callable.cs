using Nudging.ChatTemplates.Library;

namespace Nudging.ChatTemplates.Values;

/// <summary>What a template can call.</summary>
internal abstract class Callable
{
    public abstract string Name { get; }

    public abstract object? Invoke(Execution run, Arguments arguments);

    public static object? Call(Execution run, object? value, Arguments arguments)
    {
        Undefined.ThrowIfUndefined(value);
        return value is Callable callable
            ? callable.Invoke(run, arguments)
            : throw new TemplateFault($"A value of type '{TypeNames.Of(value)}' cannot be called.");
    }
}
