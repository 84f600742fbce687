namespace Nudging.ChatTemplates.Values;

/// <summary>Items that are computed while they are read, once: the result of <c>map</c>, <c>select</c> and other filters.</summary>
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
