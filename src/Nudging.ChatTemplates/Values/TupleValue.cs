namespace Nudging.ChatTemplates.Values;

/// <summary>A tuple.</summary>
internal sealed class TupleValue
{
    private const int MaxHashedSize = 1000;

    private readonly int _size;
    private int? _hash;

    public TupleValue(params object?[] items)
    {
        Items = items;
        _size = (int)Math.Min(MaxHashedSize + 1L, 1 + items.Sum(item => item is TupleValue inner ? (long)inner._size : 1));
    }

    public object?[] Items { get; }

    /// <summary>Gets the names of the items, for a named tuple.</summary>
    public IReadOnlyList<string> FieldNames { get; init; } = [];

    public int Hash => _hash ??= ComputeHash();

    // A tuple that contains the same tuple twice, repeatedly, grows exponentially with the number of steps.
    private int ComputeHash()
    {
        if (_size > MaxHashedSize)
        {
            throw new TemplateRuntimeException("The tuple is too large for a key.");
        }

        var hash = default(HashCode);
        foreach (object? item in Items)
        {
            hash.Add(DictionaryKeyComparer.Hash(item));
        }

        return hash.ToHashCode();
    }
}
