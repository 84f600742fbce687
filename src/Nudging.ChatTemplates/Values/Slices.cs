using System.Numerics;

namespace Nudging.ChatTemplates.Values;

/// <summary>Python's slices.</summary>
internal static class Slices
{
    public static object? Of(RenderContext context, object? value, object? start, object? stop, object? step)
    {
        Undefined.ThrowIfUndefined(value);
        if (value is not (TextValue or ListValue or TupleValue or RangeValue))
        {
            throw new TemplateRuntimeException($"A value of type '{TypeNames.Of(value)}' cannot be sliced.");
        }

        int length = Sequences.Length(value);
        (int from, int by, int count) = Indexes(length, start, stop, step);
        context.ChargeText(count);
        return value switch
        {
            TextValue text => Markup.Like(text, Of(text, from, by, count)),
            ListValue list => new ListValue(Of(list.Items, from, by, count)),
            TupleValue tuple => new TupleValue(Of(tuple.Items, from, by, count)),
            RangeValue range => Of(range, from, by, count),
            _ => throw new InvalidOperationException(),
        };
    }

    /// <summary>Gets the first index, the step and the number of items of a slice.</summary>
    public static (int Start, int Step, int Count) Indexes(int length, object? start, object? stop, object? step)
    {
        int by = Index(step) ?? 1;
        if (by == 0)
        {
            throw new TemplateRuntimeException("The step of a slice cannot be zero.");
        }

        int low = by > 0 ? 0 : -1;
        int high = by > 0 ? length : length - 1;
        int from = Clamp(Index(start), by > 0 ? low : high);
        int to = Clamp(Index(stop), by > 0 ? high : low);
        long count = by > 0 ? ((long)to - from + by - 1) / by : ((long)from - to - by - 1) / -(long)by;
        return (from, by, (int)Math.Max(0, count));

        int Clamp(int? index, int fallback) => index is not { } given ? fallback : Math.Clamp(given < 0 ? given + length : given, low, high);
    }

    private static int? Index(object? value) => value switch
    {
        null => null,
        bool flag => flag ? 1 : 0,
        BigInteger number => (int)BigInteger.Max(-int.MaxValue, BigInteger.Min(int.MaxValue, number)),
        Undefined undefined => throw undefined.ToException(),
        _ => throw new TemplateRuntimeException($"The bounds of a slice must be integers, not values of type '{TypeNames.Of(value)}'."),
    };

    private static TextValue Of(TextValue text, int start, int step, int count)
    {
        if (count == 0 || step == 1)
        {
            return count == 0 ? TextValue.Empty : CodePoints.Substring(text, start, count);
        }

        int[]? offsets = CodePoints.Offsets(text.Text);
        var slice = new TextBuilder();
        for (int i = 0; i < count; i++)
        {
            int index = start + (i * step);
            int at = offsets?[index] ?? index;
            slice.Append(text, at, CodePoints.LengthAt(text.Text, at));
        }

        return slice.ToValue();
    }

    private static object?[] Of(object?[] items, int start, int step, int count)
    {
        object?[] slice = new object?[count];
        for (int i = 0; i < count; i++)
        {
            slice[i] = items[start + (i * step)];
        }

        return slice;
    }

    private static RangeValue Of(RangeValue range, int start, int step, int count)
    {
        long from = range.Start + (start * range.Step);
        return new(from, from + (count * range.Step * step), range.Step * step);
    }
}
