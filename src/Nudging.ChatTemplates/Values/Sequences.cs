namespace Nudging.ChatTemplates.Values;

/// <summary>Iterates over, measures and searches values that have items.</summary>
internal static class Sequences
{
    /// <summary>Iterates over the items of a value; each item costs one step.</summary>
    public static IEnumerable<object?> Iterate(RenderContext context, object? value) =>
        Counted(context, TryItems(value) ?? throw new TemplateRuntimeException($"A value of type '{TypeNames.Of(value)}' is not iterable."));

    public static bool IsIterable(object? value) =>
        value is TextValue or ListValue or TupleValue or DictionaryValue or DictionaryView or RangeValue or GeneratorValue or LoopValue or Undefined;

    public static bool TryLength(object? value, out int length)
    {
        length = value switch
        {
            TextValue text => CodePoints.Count(text.Text),
            ListValue list => list.Items.Length,
            TupleValue tuple => tuple.Items.Length,
            DictionaryValue dictionary => dictionary.Count,
            DictionaryView view => view.Count,
            RangeValue range => range.Count,
            Undefined => 0,
            _ => -1,
        };
        return length >= 0;
    }

    public static int Length(object? value) => TryLength(value, out int length)
        ? length
        : throw new TemplateRuntimeException($"A value of type '{TypeNames.Of(value)}' does not have a length.");

    public static bool Contains(RenderContext context, object? container, object? item)
    {
        context.Charge(1);
        context.ChargeReading(item);
        switch (container)
        {
            case TextValue text:
                string part = PythonText.AsText(item) ?? throw new TemplateRuntimeException($"A string cannot contain a value of type '{TypeNames.Of(item)}'.");
                context.ChargeSearch(text.Text, part);
                return text.Text.Contains(part, StringComparison.Ordinal);
            case DictionaryValue dictionary:
                return DictionaryKeyComparer.IsHashable(item) ? dictionary.TryGet(item, out _) : throw new TemplateRuntimeException($"A value of type '{TypeNames.Of(item)}' cannot be a key.");
            case DictionaryView view:
                return view.Contains(context, item);
            default:
                return Iterate(context, container).Any(other => Comparison.AreEqual(context, other, item));
        }
    }

    /// <summary>Copies the items to an array.</summary>
    public static object?[] ToArray(RenderContext context, object? value) => [.. Iterate(context, value)];

    private static IEnumerable<object?>? TryItems(object? value) => value switch
    {
        TextValue text => Characters(text),
        ListValue list => list.Items,
        TupleValue tuple => tuple.Items,
        DictionaryValue dictionary => dictionary.Items.Select(item => item.Key),
        DictionaryView view => view.Items,
        RangeValue range => range.Items,
        GeneratorValue generator => generator.Rest(),
        Undefined => [],
        _ => null,
    };

    public static IEnumerable<TextValue> Characters(TextValue text)
    {
        for (int at = 0; at < text.Length;)
        {
            int length = CodePoints.LengthAt(text.Text, at);
            yield return text.Slice(at, length);
            at += length;
        }
    }

    private static IEnumerable<object?> Counted(RenderContext context, IEnumerable<object?> items)
    {
        foreach (object? item in items)
        {
            context.Charge(1);
            yield return item;
        }
    }
}
