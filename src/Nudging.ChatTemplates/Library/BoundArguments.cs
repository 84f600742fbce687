using System.Numerics;
using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Library;

/// <summary>The arguments of one call by parameter.</summary>
internal readonly struct BoundArguments(string function, object?[] values)
{
    /// <summary>Stands for an argument that is not given.</summary>
    public static object Missing { get; } = new();

    public object? this[int index] => Has(index) ? values[index] : null;

    public bool Has(int index) => !ReferenceEquals(values[index], Missing);

    public bool IsTrue(int index, bool fallback = false) => Has(index) ? Truthiness.Of(values[index]) : fallback;

    public string Text(int index) => TextOrNull(index) ?? throw Wrong(index, "a text");

    public string Text(int index, string fallback) => Has(index) ? Text(index) : fallback;

    /// <summary>A text, or nothing where there is no argument or it is <c>none</c>.</summary>
    public string? TextOrNull(int index)
    {
        Undefined.ThrowIfUndefined(values[index]);
        return this[index] is not { } value ? null : PythonText.AsText(value) ?? throw Wrong(index, "a text");
    }

    /// <summary>A whole number; what is beyond 32 bits is beyond all limits alike.</summary>
    public int Integer(int index, int fallback = 0)
    {
        if (!Has(index))
        {
            return fallback;
        }

        Undefined.ThrowIfUndefined(values[index]);
        return PythonNumber.IsInteger(values[index])
            ? (int)BigInteger.Max(-int.MaxValue, BigInteger.Min(int.MaxValue, PythonNumber.ToInteger(values[index])))
            : throw Wrong(index, "a whole number");
    }

    private TemplateRuntimeException Wrong(int index, string expected) =>
        new($"Argument {index + 1} of '{function}' must be {expected}, not of type '{TypeNames.Of(values[index])}'.");
}
