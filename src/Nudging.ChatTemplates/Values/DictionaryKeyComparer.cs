using System.Numerics;

namespace Nudging.ChatTemplates.Values;

/// <summary>Compares the keys of a dictionary as Python does: 1, 1.0 and True are one key.</summary>
internal sealed class DictionaryKeyComparer : IEqualityComparer<object>
{
    public static readonly DictionaryKeyComparer Instance = new();

    private DictionaryKeyComparer()
    {
    }

    /// <summary>Gets the key that represents <c>None</c>.</summary>
    public static object None { get; } = new();

    public static bool IsHashable(object? value) => value switch
    {
        ListValue or DictionaryValue => false,
        TupleValue tuple => tuple.Items.All(IsHashable),
        _ => true,
    };

    public static int Hash(object? value) => value switch
    {
        null => 0,
        TextValue text => string.GetHashCode(text.Text, StringComparison.Ordinal),
        bool flag => (flag ? BigInteger.One : BigInteger.Zero).GetHashCode(),
        double number when double.IsInteger(number) => new BigInteger(number).GetHashCode(),
        TupleValue tuple => tuple.Hash,
        ListValue or DictionaryValue => throw new TemplateRuntimeException($"A value of type '{TypeNames.Of(value)}' cannot be a key."),
        _ => value.GetHashCode(),
    };

    public new bool Equals(object? x, object? y) => Comparison.AreEqual(null, Unwrap(x), Unwrap(y));

    public int GetHashCode(object obj) => Hash(Unwrap(obj));

    private static object? Unwrap(object? key) => ReferenceEquals(key, None) ? null : key;
}
