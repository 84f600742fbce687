using System.Diagnostics;

namespace Nudging.Tool.Soak;

/// <summary>A sample of the memory of the process.</summary>
/// <param name="Requests">The number of requests that had ended.</param>
/// <param name="WorkingSet">The working set of the process, in bytes.</param>
/// <param name="Managed">The live managed objects, in bytes.</param>
/// <param name="Caches">The key/value caches of both models, in bytes.</param>
internal sealed record SoakMemory(int Requests, long WorkingSet, long Managed, long Caches)
{
    public static SoakMemory Measure(int requests, long caches)
    {
        long managed = GC.GetTotalMemory(forceFullCollection: true);
        using var process = Process.GetCurrentProcess();
        return new(requests, process.WorkingSet64, managed, caches);
    }
}
