namespace Nudging.ChatTemplates.Values;

/// <summary>A list. No template can change it: <c>+</c> makes a new one.</summary>
internal sealed class ListValue(object?[] items)
{
    public object?[] Items { get; } = items;
}
