namespace Nudging.ChatTemplates.Values;

/// <summary>What a variable or an item that is not there gives: empty where it is printed, an error where it is used.</summary>
internal sealed class Undefined(string message)
{
    public static Undefined Variable(string name) => new($"'{name}' is undefined");

    public TemplateFault Fault() => new(message);

    /// <summary>Throws if a value that is about to be used is not there.</summary>
    public static void ThrowIfUndefined(object? value)
    {
        if (value is Undefined undefined)
        {
            throw undefined.Fault();
        }
    }
}
