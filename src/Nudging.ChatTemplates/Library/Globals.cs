using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Library;

/// <summary>The global functions of every template.</summary>
internal static class Globals
{
    private static readonly BuiltInFunction[] Functions =
    [
        new("raise_exception", (context, arguments) => throw new TemplateRuntimeException(
            PythonText.Str(context, arguments.Bind("raise_exception", 1, "message")[0]).Shown, isRaisedByTemplate: true)),
        new("strftime_now", (context, arguments) =>
        {
            TextValue format = arguments.Bind("strftime_now", 1, "format").Text(0);
            return context.Charged(TextValue.From(Strftime.Format(context.Clock.GetLocalNow(), format.Text), format));
        }),
        new("namespace", (context, arguments) => new NamespaceValue(Dictionary(context, arguments))),
        new("dict", Dictionary),
        new("range", Range),
        new("cycler", Cycler),
        new("joiner", Joiner),
    ];

    /// <summary>Gets the scope that holds the functions. Shared by all renderings; nothing is written to it.</summary>
    public static Scope Scope { get; } = CreateScope();

    /// <summary>Gets the names of the functions.</summary>
    public static IEnumerable<string> Names => Functions.Select(function => function.Name);

    private static Scope CreateScope()
    {
        var scope = new Scope(null);
        foreach (BuiltInFunction function in Functions)
        {
            scope.Set(function.Name, function);
        }

        return scope;
    }

    /// <summary>Gets the items of a dictionary, or the pairs of a sequence of pairs.</summary>
    public static IEnumerable<KeyValuePair<object?, object?>> Pairs(RenderContext context, object? source)
    {
        foreach (object? item in Sequences.Iterate(context, source is DictionaryValue dictionary ? new DictionaryView(dictionary, "items") : source))
        {
            object?[] pair = Sequences.ToArray(context, item);
            yield return pair.Length == 2 ? new(pair[0], pair[1]) : throw new TemplateRuntimeException("The items must be pairs of a key and a value.");
        }
    }

    private static DictionaryValue Dictionary(RenderContext context, Arguments arguments)
    {
        var dictionary = new DictionaryValue();
        if (arguments.Positional.Count > 1)
        {
            throw new TemplateRuntimeException("dict() takes at most one positional argument.");
        }

        foreach (object? source in arguments.Positional)
        {
            foreach ((object? key, object? value) in Pairs(context, source))
            {
                dictionary.Set(key, value);
            }
        }

        foreach ((string name, object? value) in arguments.Named)
        {
            dictionary.Set(arguments.NameOf(name), value);
        }

        return dictionary;
    }

    private static RangeValue Range(RenderContext context, Arguments arguments)
    {
        BoundArguments bound = arguments.Bind("range", 1, "start", "stop", "step");
        long start = bound.Has(1) ? bound.Integer(0) : 0;
        long stop = bound.Has(1) ? bound.Integer(1) : bound.Integer(0);
        long step = bound.Integer(2, 1);
        var range = step != 0 ? new RangeValue(start, stop, step) : throw new TemplateRuntimeException("The step of a range cannot be zero.");
        return range.Count <= TemplateLimits.RangeLength
            ? range
            : throw new TemplateRuntimeException($"A range can have at most {TemplateLimits.RangeLength} items; this range has {range.Count}.");
    }

    private static NamespaceValue Cycler(RenderContext context, Arguments arguments)
    {
        IReadOnlyList<object?> values = arguments.Positional;
        int position = 0;
        if (values.Count == 0)
        {
            throw new TemplateRuntimeException("cycler() needs at least one value.");
        }

        var cycler = new DictionaryValue();
        cycler.Set("current", values[0]);
        cycler.Set("next", new BuiltInFunction("next", (_, _) => MoveTo(position + 1, values[position])));
        cycler.Set("reset", new BuiltInFunction("reset", (_, _) => MoveTo(0, null)));
        return new(cycler);

        object? MoveTo(int next, object? result)
        {
            position = next % values.Count;
            cycler.Set("current", values[position]);
            return result;
        }
    }

    private static BuiltInFunction Joiner(RenderContext context, Arguments arguments)
    {
        TextValue separator = arguments.Bind("joiner", 0, "sep").Text(0, ", ");
        bool isUsed = false;
        return new("joiner", (_, _) =>
        {
            TextValue result = isUsed ? separator : TextValue.Empty;
            isUsed = true;
            return result;
        });
    }
}
