using Nudging.ChatTemplates.Library;

namespace Nudging.ChatTemplates.Values;

/// <summary>A value that a template can call.</summary>
internal abstract class Callable
{
    public abstract string Name { get; }

    public abstract object? Invoke(RenderContext context, Arguments arguments);

    public static object? Call(RenderContext context, object? value, Arguments arguments)
    {
        Undefined.ThrowIfUndefined(value);
        return value is Callable callable
            ? callable.Invoke(context, arguments)
            : throw new TemplateRuntimeException($"A value of type '{TypeNames.Of(value)}' cannot be called.");
    }
}
