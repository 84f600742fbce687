using System.Collections.Concurrent;

namespace Nudging.TestSupport.Hub;

/// <summary>A clock whose timers fire at once. The times that were asked for are recorded.</summary>
public sealed class RecordingRetryClock : TimeProvider
{
    /// <summary>Gets the times in order.</summary>
    public ConcurrentQueue<TimeSpan> Waits { get; } = new();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime > TimeSpan.Zero)
        {
            Waits.Enqueue(dueTime);
        }

        return System.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? TimeSpan.Zero : dueTime, period);
    }
}
