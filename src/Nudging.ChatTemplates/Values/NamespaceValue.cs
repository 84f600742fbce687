namespace Nudging.ChatTemplates.Values;

/// <summary>What <c>namespace</c> gives: variables that can be set from within loops.</summary>
internal sealed class NamespaceValue(DictionaryValue items)
{
    public DictionaryValue Items { get; } = items;
}
