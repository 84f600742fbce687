using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Library;

/// <summary>The functions that every template knows.</summary>
internal static class Globals
{
    /// <summary>Gets the functions by name. Not to be changed.</summary>
    public static Scope Scope { get; } = CreateScope();

    private static Scope CreateScope()
    {
        var scope = new Scope(null);
        foreach (Function function in (Function[])
            [
                new("raise_exception", (run, arguments) => throw new TemplateFault(
                    PythonText.Str(run, arguments.Bind("raise_exception", 1, "message")[0]), isRaisedByTemplate: true)),
                new("strftime_now", (run, arguments) => run.Charged(
                    Strftime.Format(run.Clock.GetLocalNow(), arguments.Bind("strftime_now", 1, "format").Text(0)))),
                new("namespace", (run, arguments) => new NamespaceValue(Dictionary(run, arguments))),
                new("dict", Dictionary),
                new("range", Range),
                new("cycler", Cycler),
                new("joiner", Joiner),
            ])
        {
            scope.Set(function.Name, function);
        }

        return scope;
    }

    /// <summary>The items of a dictionary, or the pairs that would make one.</summary>
    public static IEnumerable<KeyValuePair<object?, object?>> Pairs(Execution run, object? source)
    {
        foreach (object? item in Sequences.Iterate(run, source is DictionaryValue dictionary ? new DictionaryView(dictionary, "items") : source))
        {
            object?[] pair = Sequences.ToArray(run, item);
            yield return pair.Length == 2 ? new(pair[0], pair[1]) : throw new TemplateFault("A dictionary is made of pairs.");
        }
    }

    private static DictionaryValue Dictionary(Execution run, Arguments arguments)
    {
        var dictionary = new DictionaryValue();
        if (arguments.Positional.Count > 1)
        {
            throw new TemplateFault("A dictionary is made of not more than one other value.");
        }

        foreach (object? source in arguments.Positional)
        {
            foreach ((object? key, object? value) in Pairs(run, source))
            {
                dictionary.Set(key, value);
            }
        }

        foreach ((string name, object? value) in arguments.Named)
        {
            dictionary.Set(name, value);
        }

        return dictionary;
    }

    private static RangeValue Range(Execution run, Arguments arguments)
    {
        BoundArguments bound = arguments.Bind("range", 1, "start", "stop", "step");
        long start = bound.Has(1) ? bound.Integer(0) : 0;
        long stop = bound.Has(1) ? bound.Integer(1) : bound.Integer(0);
        long step = bound.Integer(2, 1);
        var range = step != 0 ? new RangeValue(start, stop, step) : throw new TemplateFault("The step of a range cannot be zero.");
        return range.Count <= TemplateLimits.RangeLength
            ? range
            : throw new TemplateFault($"A range may have {TemplateLimits.RangeLength} items; this one has {range.Count}.");
    }

    private static NamespaceValue Cycler(Execution run, Arguments arguments)
    {
        IReadOnlyList<object?> values = arguments.Positional;
        int position = 0;
        if (values.Count == 0)
        {
            throw new TemplateFault("cycler() needs values to cycle through.");
        }

        var cycler = new DictionaryValue();
        cycler.Set("current", values[0]);
        cycler.Set("next", new Function("next", (_, _) => MoveTo(position + 1, values[position])));
        cycler.Set("reset", new Function("reset", (_, _) => MoveTo(0, null)));
        return new(cycler);

        object? MoveTo(int next, object? result)
        {
            position = next % values.Count;
            cycler.Set("current", values[position]);
            return result;
        }
    }

    private static Function Joiner(Execution run, Arguments arguments)
    {
        string separator = arguments.Bind("joiner", 0, "sep").Text(0, ", ");
        bool isUsed = false;
        return new("joiner", (_, _) =>
        {
            string result = isUsed ? separator : "";
            isUsed = true;
            return result;
        });
    }
}
