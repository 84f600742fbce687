using System.Numerics;

namespace Nudging.ChatTemplates.Values;

/// <summary>Compares values as Python does.</summary>
internal static class Comparison
{
    public static bool Holds(RenderContext context, string sign, object? left, object? right) => sign switch
    {
        "==" => AreEqual(context, left, right),
        "!=" => !AreEqual(context, left, right),
        "in" => Sequences.Contains(context, right, left),
        "not in" => !Sequences.Contains(context, right, left),
        "<" => Order(context, left, right, sign) < 0,
        "<=" => Order(context, left, right, sign) <= 0,
        ">" => Order(context, left, right, sign) > 0,
        _ => Order(context, left, right, sign) >= 0,
    };

    /// <summary>Compares two values; without a context the comparison is not charged, and the values must be small.</summary>
    public static bool AreEqual(RenderContext? context, object? left, object? right)
    {
        context?.Charge(1);
        context?.ChargeReading(left);
        switch (left, right)
        {
            case (null, null) or (Undefined, Undefined):
                return true;
            case (null, _) or (_, null):
                return false;
            case (TextValue a, TextValue b):
                return a.Text == b.Text;
            case (bool or BigInteger or double, bool or BigInteger or double):
                return PythonNumber.Order(left, right) == 0;
            case (ListValue a, ListValue b):
                return AreAllEqual(context, a.Items, b.Items);
            case (TupleValue a, TupleValue b):
                return AreAllEqual(context, a.Items, b.Items);
            case (DictionaryValue a, DictionaryValue b):
                RenderContext.EnsureStack();
                return a.Count == b.Count
                    && a.Items.All(item => b.TryGet(item.Key, out object? other) && AreEqual(context, item.Value, other));
            case (RangeValue a, RangeValue b):
                return a.Count == b.Count && a.Items.Zip(b.Items).All(pair => pair.First!.Equals(pair.Second));
            default:
                return ReferenceEquals(left, right);
        }
    }

    /// <summary>Orders values; <see langword="null"/> where one is NaN.</summary>
    public static int? Order(RenderContext context, object? left, object? right, string sign = "<")
    {
        context.Charge(1);
        context.ChargeReading(left);
        Undefined.ThrowIfUndefined(left);
        Undefined.ThrowIfUndefined(right);
        return (left, right) switch
        {
            (TextValue a, TextValue b) => OrderTexts(a.Text, b.Text),
            (bool or BigInteger or double, bool or BigInteger or double) => PythonNumber.Order(left, right),
            (ListValue a, ListValue b) => OrderItems(context, a.Items, b.Items, sign),
            (TupleValue a, TupleValue b) => OrderItems(context, a.Items, b.Items, sign),
            _ => throw new TemplateRuntimeException($"'{sign}' does not compare values of type '{TypeNames.Of(left)}' and '{TypeNames.Of(right)}'."),
        };
    }

    /// <summary>Sorts items by key. The sort is stable.</summary>
    public static T[] Sort<T>(RenderContext context, IEnumerable<T> items, Func<T, object?> key, bool isReversed)
    {
        var comparer = Comparer<object?>.Create((a, b) => Order(context, a, b) ?? 0);
        try
        {
            return [.. isReversed ? items.OrderByDescending(key, comparer) : items.OrderBy(key, comparer)];
        }
        catch (InvalidOperationException e) when (e.InnerException is TemplateRuntimeException inner)
        {
            throw new TemplateRuntimeException(inner.Message);
        }
    }

    private static bool AreAllEqual(RenderContext? context, object?[] left, object?[] right)
    {
        RenderContext.EnsureStack();
        if (left.Length != right.Length)
        {
            return false;
        }

        for (int i = 0; i < left.Length; i++)
        {
            if (!AreEqual(context, left[i], right[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static int? OrderItems(RenderContext context, object?[] left, object?[] right, string sign)
    {
        RenderContext.EnsureStack();
        for (int i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            if (!AreEqual(context, left[i], right[i]))
            {
                return Order(context, left[i], right[i], sign);
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    // Python compares code points: surrogates, which encode the highest code points, sort last.
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
