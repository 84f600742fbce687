using System.Numerics;

namespace Nudging.ChatTemplates.Values;

/// <summary>The result of <c>range</c>.</summary>
internal sealed class RangeValue(long start, long stop, long step)
{
    public long Start { get; } = start;

    public long Stop { get; } = stop;

    public long Step { get; } = step;

    public int Count { get; } = (int)Math.Clamp(step > 0 ? (stop - start + step - 1) / step : (start - stop - step - 1) / -step, 0, int.MaxValue);

    public object this[int index] => (BigInteger)(Start + (index * Step));

    public IEnumerable<object?> Items => Enumerable.Range(0, Count).Select(index => this[index]);
}
