namespace Nudging.Tests.Prompting.ChatTemplates;

/// <summary>A clock that stands still.</summary>
internal sealed class FrozenClock(DateTimeOffset time) : TimeProvider
{
    /// <summary>When the recorded cases were rendered.</summary>
    public static readonly FrozenClock Recorded = new(new(2024, 7, 26, 0, 0, 0, TimeSpan.Zero));

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => time;
}
