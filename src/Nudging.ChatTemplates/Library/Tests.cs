using System.Numerics;
using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Library;

/// <summary>The built-in tests.</summary>
internal static class Tests
{
    private static readonly Dictionary<string, Test> ByName = new(StringComparer.Ordinal)
    {
        ["boolean"] = Kind(value => value is bool),
        ["callable"] = Kind(value => value is Callable or Undefined),
        ["defined"] = Kind(value => value is not Undefined),
        ["escaped"] = Kind(value => value is Markup),
        ["false"] = Kind(value => value is false),
        ["float"] = Kind(value => value is double),
        ["integer"] = Kind(value => value is BigInteger),
        ["iterable"] = Kind(Sequences.IsIterable),
        ["lower"] = (context, value, _) => IsCased(PythonText.Str(context, value).Text, char.IsLower, char.IsUpper),
        ["mapping"] = Kind(value => value is DictionaryValue),
        ["none"] = Kind(value => value is null),
        ["number"] = Kind(PythonNumber.IsNumber),
        ["sequence"] = Kind(value => value is TextValue or ListValue or TupleValue or DictionaryValue or RangeValue or Undefined),
        ["string"] = Kind(value => value is TextValue),
        ["true"] = Kind(value => value is true),
        ["undefined"] = Kind(value => value is Undefined),
        ["upper"] = (context, value, _) => IsCased(PythonText.Str(context, value).Text, char.IsUpper, char.IsLower),
        ["divisibleby"] = (context, value, arguments) => IsZero(Arithmetic.Apply(context, "%", value, arguments.Bind("divisibleby", 1, "num")[0])),
        ["even"] = (context, value, _) => IsZero(Arithmetic.Apply(context, "%", Number(value), new BigInteger(2))),
        ["odd"] = (context, value, _) => !IsZero(Arithmetic.Apply(context, "%", Number(value), new BigInteger(2))),
        ["sameas"] = (context, value, arguments) => IsSame(context, value, arguments.Bind("sameas", 1, "other")[0]),
        ["filter"] = (_, value, _) => PythonText.AsText(value) is { } name && Filters.Find(name) is not null,
        ["test"] = (_, value, _) => PythonText.AsText(value) is { } name && Find(name) is not null,
        ["in"] = Comparing("in"),
        ["=="] = Comparing("=="),
        ["eq"] = Comparing("=="),
        ["equalto"] = Comparing("=="),
        ["!="] = Comparing("!="),
        ["ne"] = Comparing("!="),
        [">"] = Comparing(">"),
        ["gt"] = Comparing(">"),
        ["greaterthan"] = Comparing(">"),
        [">="] = Comparing(">="),
        ["ge"] = Comparing(">="),
        ["<"] = Comparing("<"),
        ["lt"] = Comparing("<"),
        ["lessthan"] = Comparing("<"),
        ["<="] = Comparing("<="),
        ["le"] = Comparing("<="),
    };

    /// <summary>Gets the names of all tests.</summary>
    public static IEnumerable<string> Names => ByName.Keys;

    public static Test? Find(string name) => ByName.GetValueOrDefault(name);

    private static Test Kind(Func<object?, bool> isOfKind) => (_, value, _) => isOfKind(value);

    private static Test Comparing(string sign) => (context, value, arguments) => Comparison.Holds(context, sign, value, arguments.Bind(sign, 1, "other")[0]);

    private static object? Number(object? value) => value is TextValue ? throw new TemplateRuntimeException("'even' and 'odd' need a number, not a string.") : value;

    private static bool IsZero(object? value) => PythonNumber.IsNumber(value) && PythonNumber.ToDouble(value) == 0;

    private static bool IsCased(string text, Func<char, bool> isCased, Func<char, bool> isOther) => text.Any(isCased) && !text.Any(isOther);

    // In Python, equal booleans are one object, and so are most equal small integers and short strings.
    private static bool IsSame(RenderContext context, object? a, object? b) =>
        ReferenceEquals(a, b) || (a?.GetType() == b?.GetType() && a is bool or BigInteger or (TextValue and not Markup) && Comparison.AreEqual(context, a, b));
}
