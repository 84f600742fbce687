namespace Nudging.ChatTemplates.Values;

/// <summary>The result of <c>namespace</c>: variables that can be set from within loops.</summary>
internal sealed class NamespaceValue(DictionaryValue items)
{
    public DictionaryValue Items { get; } = items;
}
