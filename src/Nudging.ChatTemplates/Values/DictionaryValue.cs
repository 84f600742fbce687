namespace Nudging.ChatTemplates.Values;

/// <summary>A dictionary that keeps the order of insertion.</summary>
internal sealed class DictionaryValue
{
    private readonly List<KeyValuePair<object?, object?>> _items = [];
    private readonly Dictionary<object, int> _indexes = new(DictionaryKeyComparer.Instance);

    public IReadOnlyList<KeyValuePair<object?, object?>> Items => _items;

    public int Count => _items.Count;

    /// <summary>Gets a value indicating whether a variable gave the dictionary, so that its structure is not of the template.</summary>
    public bool IsInput { get; init; }

    /// <summary>Sets an item whose key the template or the interpreter writes.</summary>
    public void Set(string key, object? value) => Set(TextValue.Template(key), value);

    public void Set(object? key, object? value)
    {
        if (_indexes.TryGetValue(key ?? DictionaryKeyComparer.None, out int index))
        {
            _items[index] = new(_items[index].Key, value);
        }
        else
        {
            _indexes.Add(key ?? DictionaryKeyComparer.None, _items.Count);
            _items.Add(new(key, value));
        }
    }

    public bool TryGet(string key, out object? value) => TryGet(TextValue.Template(key), out value);

    /// <summary>Finds an item. A value that cannot be a key, such as a list, is not found.</summary>
    public bool TryGet(object? key, out object? value)
    {
        if (DictionaryKeyComparer.IsHashable(key) && _indexes.TryGetValue(key ?? DictionaryKeyComparer.None, out int index))
        {
            value = _items[index].Value;
            return true;
        }

        value = null;
        return false;
    }
}
