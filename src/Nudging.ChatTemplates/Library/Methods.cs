using System.Numerics;
using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Library;

/// <summary>A method: what it does with the value it belongs to.</summary>
internal delegate object? Method(Execution run, object self, Arguments arguments);

/// <summary>The methods that values have.</summary>
internal static class Methods
{
    private static readonly Dictionary<string, Method> OfDictionaries = new(StringComparer.Ordinal)
    {
        ["get"] = (run, self, arguments) =>
        {
            BoundArguments bound = arguments.Bind("get", 1, "key", "default");
            run.ChargeReading(bound[0]);
            return ((DictionaryValue)self).TryGet(bound[0], out object? value) ? value : bound[1];
        },
        ["items"] = (_, self, _) => new DictionaryView((DictionaryValue)self, "items"),
        ["keys"] = (_, self, _) => new DictionaryView((DictionaryValue)self, "keys"),
        ["values"] = (_, self, _) => new DictionaryView((DictionaryValue)self, "values"),
        ["copy"] = (_, self, _) => self,
    };

    private static readonly Dictionary<string, Method> OfLists = new(StringComparer.Ordinal)
    {
        ["count"] = (run, self, arguments) =>
        {
            object? item = arguments.Bind("count", 1, "value")[0];
            return (BigInteger)Sequences.Iterate(run, self).Count(other => Comparison.AreEqual(run, other, item));
        },
        ["index"] = (run, self, arguments) =>
        {
            object? item = arguments.Bind("index", 1, "value")[0];
            int index = Array.FindIndex(Sequences.ToArray(run, self), other => Comparison.AreEqual(run, other, item));
            return index >= 0 ? (BigInteger)index : throw new TemplateFault("The list has no such item.");
        },
        ["copy"] = (_, self, _) => self,
    };

    private static readonly Dictionary<string, Method> OfNumbers = new(StringComparer.Ordinal)
    {
        ["is_integer"] = (_, self, _) => self is not double number || double.IsInteger(number),
        ["bit_length"] = (_, self, _) => (BigInteger)BigInteger.Abs(PythonNumber.ToInteger(self)).GetBitLength(),
    };

    // They exist in Python and would change a value that others see.
    private static readonly HashSet<string> Refused = new(StringComparer.Ordinal)
    {
        "append", "clear", "extend", "insert", "pop", "popitem", "remove", "reverse", "setdefault", "sort", "update",
    };

    /// <summary>Finds a method; <see langword="null"/> where the value has none of that name.</summary>
    public static object? Find(object? value, string name)
    {
        Method? method = null;
        (value switch
        {
            string or Markup => StringMethods.ByName,
            DictionaryValue => OfDictionaries,
            ListValue or TupleValue or RangeValue => OfLists,
            bool or BigInteger or double => OfNumbers,
            _ => null,
        })?.TryGetValue(name, out method);
        return method is not null ? new Function(name, (run, arguments) =>
            {
                run.ChargeReading(value);
                return method(run, value!, arguments);
            })
            : (value is ListValue or DictionaryValue && Refused.Contains(name)) || name.StartsWith("__", StringComparison.Ordinal)
                ? new Undefined($"A template may not use '{name}' of a value of type '{TypeNames.Of(value)}'.")
            : null;
    }
}
