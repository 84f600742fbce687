namespace Nudging.ChatTemplates.Values;

/// <summary>Items that are made while they are read, once: what <c>map</c>, <c>select</c> and others give.</summary>
internal sealed class GeneratorValue(IEnumerable<object?> items, string description = "generator")
{
    private readonly IEnumerator<object?> _items = items.GetEnumerator();

    public string Description { get; } = description;

    public IEnumerable<object?> Rest()
    {
        while (_items.MoveNext())
        {
            yield return _items.Current;
        }
    }
}
