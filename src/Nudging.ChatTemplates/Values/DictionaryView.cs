namespace Nudging.ChatTemplates.Values;

/// <summary>The result of <c>keys()</c>, <c>values()</c> and <c>items()</c> of a dictionary.</summary>
internal sealed class DictionaryView(DictionaryValue dictionary, string kind)
{
    public string TypeName => $"dict_{kind}";

    public int Count => dictionary.Count;

    public IEnumerable<object?> Items => dictionary.Items.Select(item => kind switch
    {
        "keys" => item.Key,
        "values" => item.Value,
        _ => new TupleValue(item.Key, item.Value),
    });

    public bool Contains(RenderContext? context, object? value) => kind == "keys"
        ? dictionary.TryGet(value, out _)
        : Items.Any(item => Comparison.AreEqual(context, item, value));
}
