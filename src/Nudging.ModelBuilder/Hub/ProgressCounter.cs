namespace Nudging.ModelBuilder.Hub;

/// <summary>Adds up the bytes of files that are downloaded in parallel, and reports them in order. Thread safe.</summary>
internal sealed class ProgressCounter(IReadOnlyList<HubFile> files, IProgress<HubProgress>? progress)
{
    private readonly object _lock = new();
    private readonly Dictionary<string, long> _bytes = files.ToDictionary(file => file.Path, _ => 0L);
    private readonly long _size = files.Sum(file => file.Size);
    private long _sum;

    /// <summary>Reports the bytes of a file that are there.</summary>
    public void Report(HubFile file, long bytes)
    {
        if (progress is null)
        {
            return;
        }

        lock (_lock)
        {
            _sum += bytes - _bytes[file.Path];
            _bytes[file.Path] = bytes;
            progress.Report(new HubProgress { File = file, FileBytes = bytes, Bytes = _sum, Size = _size });
        }
    }
}
