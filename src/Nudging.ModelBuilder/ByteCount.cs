namespace Nudging.ModelBuilder;

/// <summary>Writes numbers of bytes in decimal units: 1 kB is 1,000 bytes.</summary>
internal static class ByteCount
{
    public static string Format(long bytes) => bytes switch
    {
        < 10_000 => FormattableString.Invariant($"{bytes} bytes"),
        < 10_000_000 => FormattableString.Invariant($"{bytes / 1e3:0} kB"),
        < 10_000_000_000 => FormattableString.Invariant($"{bytes / 1e6:0} MB"),
        _ => FormattableString.Invariant($"{bytes / 1e9:0.0} GB"),
    };
}
