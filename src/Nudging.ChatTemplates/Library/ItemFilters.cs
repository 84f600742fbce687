using System.Numerics;
using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Library;

/// <summary>The filters of sequences and dictionaries.</summary>
internal static class ItemFilters
{
    /// <summary>Gets the filters by name.</summary>
    public static Dictionary<string, Filter> ByName { get; } = new(StringComparer.Ordinal)
    {
        ["batch"] = (context, value, arguments) => new GeneratorValue(Batch(context, value, arguments.Bind("batch", 1, "linecount", "fill_with"))),
        ["count"] = (_, value, _) => (BigInteger)Sequences.Length(value),
        ["dictsort"] = SortDictionary,
        ["first"] = (context, value, _) => Sequences.Iterate(context, value).FirstOrDefault(new Undefined("No first item, sequence was empty.")),
        ["groupby"] = Group,
        ["items"] = Items,
        ["join"] = Join,
        ["last"] = Last,
        ["length"] = (_, value, _) => (BigInteger)Sequences.Length(value),
        ["list"] = (context, value, _) => new ListValue(Sequences.ToArray(context, value)),
        ["map"] = (context, value, arguments) => new GeneratorValue(Map(context, value, arguments)),
        ["max"] = (context, value, arguments) => Extreme(context, value, arguments, 1),
        ["min"] = (context, value, arguments) => Extreme(context, value, arguments, -1),
        ["reject"] = (context, value, arguments) => Select(context, value, arguments, isByAttribute: false, wanted: false),
        ["rejectattr"] = (context, value, arguments) => Select(context, value, arguments, isByAttribute: true, wanted: false),
        ["reverse"] = Reverse,
        ["select"] = (context, value, arguments) => Select(context, value, arguments, isByAttribute: false, wanted: true),
        ["selectattr"] = (context, value, arguments) => Select(context, value, arguments, isByAttribute: true, wanted: true),
        ["slice"] = (context, value, arguments) => new GeneratorValue(Slice(context, value, arguments.Bind("slice", 1, "slices", "fill_with"))),
        ["sort"] = Sort,
        ["sum"] = Sum,
        ["unique"] = (context, value, arguments) => new GeneratorValue(Unique(context, value, arguments.Bind("unique", 0, "case_sensitive", "attribute"))),
    };

    private static IEnumerable<object?> Batch(RenderContext context, object? value, BoundArguments bound)
    {
        int size = bound.Integer(0);
        List<object?> batch = [];
        foreach (object? item in Sequences.Iterate(context, value))
        {
            if (batch.Count == size)
            {
                context.Charge(TemplateLimits.StepsPerObject);
                yield return new ListValue([.. batch]);
                batch.Clear();
            }

            batch.Add(item);
        }

        if (batch.Count > 0)
        {
            if (bound[1] is { } fill && batch.Count < size)
            {
                context.ChargeText(size);
                batch.AddRange(Enumerable.Repeat<object?>(fill, size - batch.Count));
            }

            yield return new ListValue([.. batch]);
        }
    }

    private static IEnumerable<object?> Slice(RenderContext context, object? value, BoundArguments bound)
    {
        object?[] items = Sequences.ToArray(context, value);
        int slices = bound.Integer(0) is > 0 and int given ? given : throw new TemplateRuntimeException("The number of slices must be at least 1.");
        int size = items.Length / slices;
        int longer = items.Length % slices;
        for (int i = 0; i < slices; i++)
        {
            context.Charge(TemplateLimits.StepsPerObject);
            int start = (i * size) + Math.Min(i, longer);
            object?[] slice = items[start..(start + size + (i < longer ? 1 : 0))];
            yield return new ListValue(bound[1] is { } fill && i >= longer ? [.. slice, fill] : slice);
        }
    }

    private static ListValue SortDictionary(RenderContext context, object? value, Arguments arguments)
    {
        BoundArguments bound = arguments.Bind("dictsort", 0, "case_sensitive", "by", "reverse");
        Undefined.ThrowIfUndefined(value);
        DictionaryValue dictionary = value as DictionaryValue ?? throw new TemplateRuntimeException($"A value of type '{TypeNames.Of(value)}' is not a dictionary.");
        bool isByKey = bound.Text(1, "key").Text switch
        {
            "key" => true,
            "value" => false,
            _ => throw new TemplateRuntimeException("The argument 'by' of 'dictsort' must be 'key' or 'value'."),
        };
        return new ListValue([.. Comparison.Sort(context, dictionary.Items, item => Key(bound.IsTrue(0), isByKey ? item.Key : item.Value), bound.IsTrue(2))
            .Select(item => new TupleValue(item.Key, item.Value))]);
    }

    private static ListValue Group(RenderContext context, object? value, Arguments arguments)
    {
        BoundArguments bound = arguments.Bind("groupby", 1, "attribute", "default", "case_sensitive");
        object? KeyOf(object? item) => MemberAccess.Path(item, bound[0]) is var key && key is Undefined && bound.Has(1) ? bound[1] : key;

        List<object?> groups = [];
        List<object?> members = [];
        object? last = null;
        foreach (object? item in Comparison.Sort(context, Sequences.ToArray(context, value), item => Key(bound.IsTrue(2), KeyOf(item)), isReversed: false))
        {
            if (members.Count > 0 && !Comparison.AreEqual(context, Key(bound.IsTrue(2), KeyOf(item)), Key(bound.IsTrue(2), last)))
            {
                Close();
            }

            last = members.Count == 0 ? KeyOf(item) : last;
            members.Add(item);
        }

        Close();
        return new ListValue([.. groups]);

        void Close()
        {
            if (members.Count > 0)
            {
                groups.Add(new TupleValue(last, new ListValue([.. members])) { FieldNames = ["grouper", "list"] });
                members.Clear();
            }
        }
    }

    private static GeneratorValue Items(RenderContext context, object? value, Arguments arguments) => value switch
    {
        Undefined => new GeneratorValue([]),
        DictionaryValue dictionary => new GeneratorValue(new DictionaryView(dictionary, "items").Items),
        _ => throw new TemplateRuntimeException($"A value of type '{TypeNames.Of(value)}' is not a dictionary."),
    };

    private static TextValue Join(RenderContext context, object? value, Arguments arguments)
    {
        BoundArguments bound = arguments.Bind("join", 0, "d", "attribute");
        TextValue separator = bound.Has(0) ? PythonText.Str(context, bound[0]) : TextValue.Empty;
        List<TextValue> parts = [.. Sequences.Iterate(context, value).Select(item =>
            PythonText.Str(context, bound[1] is { } attribute ? MemberAccess.Path(item, attribute) : item))];
        context.ChargeText(parts.Sum(part => (long)part.Length + separator.Length));
        return separator.Join(parts);
    }

    private static object? Last(RenderContext context, object? value, Arguments arguments)
    {
        object? none = new Undefined("No last item, sequence was empty.");
        return value is GeneratorValue
            ? throw new TemplateRuntimeException("'last' cannot read a generator; apply 'list' first.")
            : Sequences.TryLength(value, out int length) && length > 0 ? Sequences.Iterate(context, value).Last()
            : Sequences.Iterate(context, value).LastOrDefault(none);
    }

    private static IEnumerable<object?> Map(RenderContext context, object? value, Arguments arguments)
    {
        if (arguments.Positional.Count == 0 && arguments.Named.ContainsKey("attribute"))
        {
            BoundArguments bound = arguments.Bind("map", 0, "attribute", "default");
            foreach (object? item in IterateUnlessFalse(context, value))
            {
                object? attribute = MemberAccess.Path(item, bound[0]);
                yield return attribute is Undefined && bound.Has(1) ? bound[1] : attribute;
            }

            yield break;
        }

        TextValue name = arguments.Positional.Count > 0 && arguments.Positional[0] is TextValue text
            ? text
            : throw new TemplateRuntimeException("'map' needs the name of a filter or of an attribute.");
        Filter filter = Filters.Find(name.Text) ?? throw new TemplateRuntimeException($"There is no filter {name.Quoted}.");
        Arguments rest = arguments.Skip(1);
        foreach (object? item in IterateUnlessFalse(context, value))
        {
            yield return filter(context, item, rest);
        }
    }

    private static GeneratorValue Select(RenderContext context, object? value, Arguments arguments, bool isByAttribute, bool wanted)
    {
        int skipped = isByAttribute ? 1 : 0;
        object? attribute = !isByAttribute ? null
            : arguments.Positional.Count > 0 ? arguments.Positional[0]
            : throw new TemplateRuntimeException("'selectattr' and 'rejectattr' need the name of an attribute.");
        Test? test = null;
        if (arguments.Positional.Count > skipped)
        {
            TextValue name = PythonText.Str(context, arguments.Positional[skipped]);
            test = Tests.Find(name.Text) ?? throw new TemplateRuntimeException($"There is no test {name.Quoted}.");
        }

        Arguments rest = arguments.Skip(skipped + 1);
        return new GeneratorValue(IterateUnlessFalse(context, value).Where(item =>
        {
            object? tested = isByAttribute ? MemberAccess.Path(item, attribute) : item;
            return (test?.Invoke(context, tested, rest) ?? Truthiness.Of(tested)) == wanted;
        }));
    }

    // An undefined value and none count as empty.
    private static IEnumerable<object?> IterateUnlessFalse(RenderContext context, object? value) => Truthiness.Of(value) ? Sequences.Iterate(context, value) : [];

    private static object? Reverse(RenderContext context, object? value, Arguments arguments)
    {
        if (value is TextValue)
        {
            return Slices.Of(context, value, null, null, BigInteger.MinusOne);
        }

        Undefined.ThrowIfUndefined(value);
        return new GeneratorValue(Enumerable.Reverse(Sequences.ToArray(context, value)));
    }

    private static ListValue Sort(RenderContext context, object? value, Arguments arguments)
    {
        BoundArguments bound = arguments.Bind("sort", 0, "reverse", "case_sensitive", "attribute");
        bool isCaseSensitive = bound.IsTrue(1);
        string[]? paths = bound[2] is { } attribute and not BigInteger ? PythonText.Str(context, attribute).Text.Split(',') : null;
        return new ListValue(Comparison.Sort(context, Sequences.ToArray(context, value), KeyOf, bound.IsTrue(0)));

        // A list even for one key: equal items of lists, such as none, are not ordered.
        object? KeyOf(object? item) => paths is not null
            ? new ListValue([.. paths.Select(path => Key(isCaseSensitive, MemberAccess.Path(item, TextValue.Template(path))))])
            : new ListValue([Key(isCaseSensitive, bound[2] is { } path ? MemberAccess.Path(item, path) : item)]);
    }

    private static object? Sum(RenderContext context, object? value, Arguments arguments)
    {
        BoundArguments bound = arguments.Bind("sum", 0, "attribute", "start");
        object? sum = bound.Has(1) ? bound[1] : BigInteger.Zero;
        foreach (object? item in Sequences.Iterate(context, value))
        {
            sum = Arithmetic.Add(context, sum, bound[0] is { } attribute ? MemberAccess.Path(item, attribute) : item);
        }

        return sum;
    }

    private static object? Extreme(RenderContext context, object? value, Arguments arguments, int sign)
    {
        BoundArguments bound = arguments.Bind(sign > 0 ? "max" : "min", 0, "case_sensitive", "attribute");
        object? best = new Undefined("No aggregated item, sequence was empty.");
        object? bestKey = null;
        bool isFirst = true;
        foreach (object? item in Sequences.Iterate(context, value))
        {
            object? key = Key(bound.IsTrue(0), bound[1] is { } attribute ? MemberAccess.Path(item, attribute) : item);
            if (isFirst || Comparison.Order(context, key, bestKey) * sign > 0)
            {
                (best, bestKey, isFirst) = (item, key, false);
            }
        }

        return best;
    }

    private static IEnumerable<object?> Unique(RenderContext context, object? value, BoundArguments bound)
    {
        var seen = new DictionaryValue();
        foreach (object? item in Sequences.Iterate(context, value))
        {
            object? key = Key(bound.IsTrue(0), bound[1] is { } attribute ? MemberAccess.Path(item, attribute) : item);
            context.ChargeReading(key);
            if (!seen.TryGet(key, out _))
            {
                seen.Set(key, true);
                yield return item;
            }
        }
    }

    private static object? Key(bool isCaseSensitive, object? value) =>
        !isCaseSensitive && value is TextValue text ? StringMethods.Lower(text) : value;
}
