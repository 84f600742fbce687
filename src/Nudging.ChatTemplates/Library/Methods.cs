using System.Numerics;
using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Library;

/// <summary>The methods of values.</summary>
internal static class Methods
{
    private static readonly Dictionary<string, Method> OfDictionaries = new(StringComparer.Ordinal)
    {
        ["get"] = (context, self, arguments) =>
        {
            BoundArguments bound = arguments.Bind("get", 1, "key", "default");
            context.ChargeReading(bound[0]);
            return ((DictionaryValue)self).TryGet(bound[0], out object? value) ? value : bound[1];
        },
        ["items"] = (_, self, _) => new DictionaryView((DictionaryValue)self, "items"),
        ["keys"] = (_, self, _) => new DictionaryView((DictionaryValue)self, "keys"),
        ["values"] = (_, self, _) => new DictionaryView((DictionaryValue)self, "values"),
        ["copy"] = (_, self, _) => self,
    };

    private static readonly Dictionary<string, Method> OfLists = new(StringComparer.Ordinal)
    {
        ["count"] = (context, self, arguments) =>
        {
            object? item = arguments.Bind("count", 1, "value")[0];
            return (BigInteger)Sequences.Iterate(context, self).Count(other => Comparison.AreEqual(context, other, item));
        },
        ["index"] = (context, self, arguments) =>
        {
            object? item = arguments.Bind("index", 1, "value")[0];
            int index = Array.FindIndex(Sequences.ToArray(context, self), other => Comparison.AreEqual(context, other, item));
            return index >= 0 ? (BigInteger)index : throw new TemplateRuntimeException("The list does not contain the item.");
        },
        ["copy"] = (_, self, _) => self,
    };

    private static readonly Dictionary<string, Method> OfNumbers = new(StringComparer.Ordinal)
    {
        ["is_integer"] = (_, self, _) => self is not double number || double.IsInteger(number),
        ["bit_length"] = (_, self, _) => (BigInteger)BigInteger.Abs(PythonNumber.ToInteger(self)).GetBitLength(),
    };

    // Python's methods that change a value in place. Values are immutable here, as in Jinja's immutable sandbox.
    private static readonly HashSet<string> Refused = new(StringComparer.Ordinal)
    {
        "append", "clear", "extend", "insert", "pop", "popitem", "remove", "reverse", "setdefault", "sort", "update",
    };

    /// <summary>Gets the names of the methods of each kind of value.</summary>
    public static IEnumerable<(string Kind, IEnumerable<string> Names)> Names =>
    [
        ("text", StringMethods.ByName.Keys),
        ("dictionary", OfDictionaries.Keys),
        ("list", OfLists.Keys),
        ("number", OfNumbers.Keys),
    ];

    /// <summary>Finds a method; <see langword="null"/> where the value does not have a method of that name.</summary>
    public static object? Find(object? value, string name)
    {
        Method? method = null;
        (value switch
        {
            TextValue => StringMethods.ByName,
            DictionaryValue => OfDictionaries,
            ListValue or TupleValue or RangeValue => OfLists,
            bool or BigInteger or double => OfNumbers,
            _ => null,
        })?.TryGetValue(name, out method);
        return method is not null ? new BuiltInFunction(name, (context, arguments) =>
            {
                context.ChargeReading(value);
                return method(context, value!, arguments);
            })
            : (value is ListValue or DictionaryValue && Refused.Contains(name)) || name.StartsWith("__", StringComparison.Ordinal)
                ? new Undefined($"A template cannot use '{name}' of a value of type '{TypeNames.Of(value)}'.")
            : null;
    }
}
