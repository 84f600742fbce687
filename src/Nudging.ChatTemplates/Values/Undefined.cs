namespace Nudging.ChatTemplates.Values;

/// <summary>The value of a missing variable or item: prints as an empty text, fails in any other use.</summary>
internal sealed class Undefined(string message)
{
    public static Undefined Variable(string name) => new($"'{name}' is undefined");

    public TemplateRuntimeException ToException() => new(message);

    /// <summary>Throws if a value is undefined.</summary>
    public static void ThrowIfUndefined(object? value)
    {
        if (value is Undefined undefined)
        {
            throw undefined.ToException();
        }
    }
}
