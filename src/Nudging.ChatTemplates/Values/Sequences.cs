namespace Nudging.ChatTemplates.Values;

/// <summary>Reads what has items.</summary>
internal static class Sequences
{
    /// <summary>Reads the items of a value, each of which is a step.</summary>
    public static IEnumerable<object?> Iterate(Execution run, object? value) =>
        Counted(run, TryItems(value) ?? throw new TemplateFault($"A value of type '{TypeNames.Of(value)}' has no items to go through."));

    public static bool IsIterable(object? value) =>
        value is string or Markup or ListValue or TupleValue or DictionaryValue or DictionaryView or RangeValue or GeneratorValue or LoopValue or Undefined;

    public static bool TryLength(object? value, out int length)
    {
        length = value switch
        {
            string text => CodePoints.Count(text),
            Markup markup => CodePoints.Count(markup.Text),
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
        : throw new TemplateFault($"A value of type '{TypeNames.Of(value)}' has no length.");

    public static bool Contains(Execution run, object? container, object? item)
    {
        run.Charge(1);
        run.ChargeReading(item);
        switch (container)
        {
            case string or Markup:
                string part = PythonText.AsText(item) ?? throw new TemplateFault($"A text cannot contain a value of type '{TypeNames.Of(item)}'.");
                string text = PythonText.AsText(container)!;
                run.ChargeSearch(text, part);
                return text.Contains(part, StringComparison.Ordinal);
            case DictionaryValue dictionary:
                return KeyComparer.IsHashable(item) ? dictionary.TryGet(item, out _) : throw new TemplateFault($"A value of type '{TypeNames.Of(item)}' cannot be a key.");
            case DictionaryView view:
                return view.Contains(run, item);
            default:
                return Iterate(run, container).Any(other => Comparison.AreEqual(run, other, item));
        }
    }

    /// <summary>The items in an array.</summary>
    public static object?[] ToArray(Execution run, object? value) => [.. Iterate(run, value)];

    private static IEnumerable<object?>? TryItems(object? value) => value switch
    {
        string text => Characters(text),
        Markup markup => Characters(markup.Text),
        ListValue list => list.Items,
        TupleValue tuple => tuple.Items,
        DictionaryValue dictionary => dictionary.Items.Select(item => item.Key),
        DictionaryView view => view.Items,
        RangeValue range => range.Items,
        GeneratorValue generator => generator.Rest(),
        Undefined => [],
        _ => null,
    };

    public static IEnumerable<string> Characters(string text)
    {
        for (int at = 0; at < text.Length;)
        {
            int length = CodePoints.LengthAt(text, at);
            yield return text.Substring(at, length);
            at += length;
        }
    }

    private static IEnumerable<object?> Counted(Execution run, IEnumerable<object?> items)
    {
        foreach (object? item in items)
        {
            run.Charge(1);
            yield return item;
        }
    }
}
