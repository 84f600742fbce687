namespace Nudging.ChatTemplates.Values;

/// <summary>An immutable list; <c>+</c> creates a new list.</summary>
internal sealed class ListValue(object?[] items)
{
    /// <summary>Gets a value indicating whether a variable gave the list, so that its structure is not of the template.</summary>
    public bool IsInput { get; init; }

    public object?[] Items { get; } = items;
}
