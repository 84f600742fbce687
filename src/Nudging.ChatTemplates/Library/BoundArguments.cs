using System.Numerics;
using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Library;

/// <summary>The arguments of one call, assigned to parameters.</summary>
internal readonly struct BoundArguments(string function, object?[] values)
{
    /// <summary>Gets the value of an absent argument.</summary>
    public static object Missing { get; } = new();

    public object? this[int index] => Has(index) ? values[index] : null;

    public bool Has(int index) => !ReferenceEquals(values[index], Missing);

    public bool IsTrue(int index, bool fallback = false) => Has(index) ? Truthiness.Of(values[index]) : fallback;

    public TextValue Text(int index) => TextOrNull(index) ?? throw Wrong(index, "a string");

    public TextValue Text(int index, string fallback) => Has(index) ? Text(index) : TextValue.Template(fallback);

    /// <summary>Gets a string; <see langword="null"/> where the argument is absent or <c>none</c>.</summary>
    public TextValue? TextOrNull(int index)
    {
        Undefined.ThrowIfUndefined(values[index]);
        return this[index] is not { } value ? null : value as TextValue ?? throw Wrong(index, "a string");
    }

    /// <summary>Gets an integer, clamped to 32 bits; every limit is smaller.</summary>
    public int Integer(int index, int fallback = 0)
    {
        if (!Has(index))
        {
            return fallback;
        }

        Undefined.ThrowIfUndefined(values[index]);
        return PythonNumber.IsInteger(values[index])
            ? (int)BigInteger.Max(-int.MaxValue, BigInteger.Min(int.MaxValue, PythonNumber.ToInteger(values[index])))
            : throw Wrong(index, "an integer");
    }

    private TemplateRuntimeException Wrong(int index, string expected) =>
        new($"Argument {index + 1} of '{function}' must be {expected}, not a value of type '{TypeNames.Of(values[index])}'.");
}
