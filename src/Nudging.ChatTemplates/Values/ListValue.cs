namespace Nudging.ChatTemplates.Values;

/// <summary>An immutable list; <c>+</c> creates a new list.</summary>
internal sealed class ListValue(object?[] items)
{
    public object?[] Items { get; } = items;
}
