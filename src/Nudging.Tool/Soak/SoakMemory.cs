using System.Diagnostics;

namespace Nudging.Tool.Soak;

/// <summary>The memory of the process at one moment.</summary>
/// <param name="Requests">How many requests had ended.</param>
/// <param name="WorkingSet">All that the process has in memory, in bytes.</param>
/// <param name="Managed">What is alive of .NET's objects, in bytes.</param>
/// <param name="Caches">What the key/value caches take, in bytes.</param>
internal sealed record SoakMemory(int Requests, long WorkingSet, long Managed, long Caches)
{
    public static SoakMemory Measure(int requests, long caches)
    {
        long managed = GC.GetTotalMemory(forceFullCollection: true);
        using var process = Process.GetCurrentProcess();
        return new(requests, process.WorkingSet64, managed, caches);
    }
}
