using System.Numerics;

namespace Nudging.ChatTemplates.Values;

/// <summary>Compares values as Python does.</summary>
internal static class Comparison
{
    public static bool Holds(Execution run, string sign, object? left, object? right) => sign switch
    {
        "==" => AreEqual(run, left, right),
        "!=" => !AreEqual(run, left, right),
        "in" => Sequences.Contains(run, right, left),
        "not in" => !Sequences.Contains(run, right, left),
        "<" => Order(run, left, right, sign) < 0,
        "<=" => Order(run, left, right, sign) <= 0,
        ">" => Order(run, left, right, sign) > 0,
        _ => Order(run, left, right, sign) >= 0,
    };

    /// <summary>Tells whether values are equal; without a run to charge for it, they must be small.</summary>
    public static bool AreEqual(Execution? run, object? left, object? right)
    {
        run?.Charge(1);
        run?.ChargeReading(left);
        switch (left, right)
        {
            case (null, null) or (Undefined, Undefined):
                return true;
            case (null, _) or (_, null):
                return false;
            case (string or Markup, string or Markup):
                return PythonText.AsText(left) == PythonText.AsText(right);
            case (bool or BigInteger or double, bool or BigInteger or double):
                return PythonNumber.Order(left, right) == 0;
            case (ListValue a, ListValue b):
                return AreAllEqual(run, a.Items, b.Items);
            case (TupleValue a, TupleValue b):
                return AreAllEqual(run, a.Items, b.Items);
            case (DictionaryValue a, DictionaryValue b):
                Execution.EnsureStack();
                return a.Count == b.Count
                    && a.Items.All(item => b.TryGet(item.Key, out object? other) && AreEqual(run, item.Value, other));
            case (RangeValue a, RangeValue b):
                return a.Count == b.Count && a.Items.Zip(b.Items).All(pair => pair.First!.Equals(pair.Second));
            default:
                return ReferenceEquals(left, right);
        }
    }

    /// <summary>Orders values; <see langword="null"/> where one is not a number.</summary>
    public static int? Order(Execution run, object? left, object? right, string sign = "<")
    {
        run.Charge(1);
        run.ChargeReading(left);
        Undefined.ThrowIfUndefined(left);
        Undefined.ThrowIfUndefined(right);
        return (left, right) switch
        {
            (string or Markup, string or Markup) => OrderTexts(PythonText.AsText(left)!, PythonText.AsText(right)!),
            (bool or BigInteger or double, bool or BigInteger or double) => PythonNumber.Order(left, right),
            (ListValue a, ListValue b) => OrderItems(run, a.Items, b.Items, sign),
            (TupleValue a, TupleValue b) => OrderItems(run, a.Items, b.Items, sign),
            _ => throw new TemplateFault($"'{sign}' does not compare values of type '{TypeNames.Of(left)}' and '{TypeNames.Of(right)}'."),
        };
    }

    /// <summary>Sorts items; those with equal keys keep their order.</summary>
    public static T[] Sort<T>(Execution run, IEnumerable<T> items, Func<T, object?> key, bool isReversed)
    {
        var comparer = Comparer<object?>.Create((a, b) => Order(run, a, b) ?? 0);
        try
        {
            return [.. isReversed ? items.OrderByDescending(key, comparer) : items.OrderBy(key, comparer)];
        }
        catch (InvalidOperationException e) when (e.InnerException is TemplateFault fault)
        {
            throw new TemplateFault(fault.Message);
        }
    }

    private static bool AreAllEqual(Execution? run, object?[] left, object?[] right)
    {
        Execution.EnsureStack();
        if (left.Length != right.Length)
        {
            return false;
        }

        for (int i = 0; i < left.Length; i++)
        {
            if (!AreEqual(run, left[i], right[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static int? OrderItems(Execution run, object?[] left, object?[] right, string sign)
    {
        Execution.EnsureStack();
        for (int i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            if (!AreEqual(run, left[i], right[i]))
            {
                return Order(run, left[i], right[i], sign);
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    // By code point: surrogates, which stand for the highest ones, come after all other characters.
    private static int OrderTexts(string left, string right)
    {
        int same = left.AsSpan().CommonPrefixLength(right);
        if (same == left.Length || same == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        return Rank(left[same]).CompareTo(Rank(right[same]));

        static int Rank(char c) => char.IsSurrogate(c) ? c + 0x10000 : c;
    }
}
