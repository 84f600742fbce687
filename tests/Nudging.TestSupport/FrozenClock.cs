namespace Nudging.TestSupport;

/// <summary>A clock that always shows the same time.</summary>
/// <param name="time">The time that it shows.</param>
public sealed class FrozenClock(DateTimeOffset time) : TimeProvider
{
    /// <summary>Gets the clock at the time when the recorded template cases were rendered.</summary>
    public static FrozenClock Recorded { get; } = new(new(2024, 7, 26, 0, 0, 0, TimeSpan.Zero));

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => time;
}
