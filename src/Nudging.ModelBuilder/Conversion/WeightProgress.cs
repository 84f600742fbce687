using System.Diagnostics;

namespace Nudging.ModelBuilder.Conversion;

/// <summary>Counts the bytes that are written and reports them. Thread safe.</summary>
/// <param name="progress">Receives the reports; <see langword="null"/> for none.</param>
/// <param name="total">The number of bytes in all.</param>
internal sealed class WeightProgress(IProgress<ConversionProgress>? progress, long total)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private long _written;
    private long _lastReport = Stopwatch.GetTimestamp();
    private volatile string _tensor = string.Empty;

    /// <summary>Reports the tensor that is written next.</summary>
    public void Begin(string tensor)
    {
        _tensor = tensor;
        Report();
    }

    /// <summary>Adds bytes, and reports at most 20 times a second.</summary>
    public void Add(int bytes)
    {
        Interlocked.Add(ref _written, bytes);
        long last = Interlocked.Read(ref _lastReport);
        if (Stopwatch.GetElapsedTime(last) >= Interval && Interlocked.CompareExchange(ref _lastReport, Stopwatch.GetTimestamp(), last) == last)
        {
            Report();
        }
    }

    private void Report() => progress?.Report(new() { BytesWritten = Math.Min(Interlocked.Read(ref _written), total), TotalBytes = total, Tensor = _tensor });
}
