using Nudging.ModelBuilder.Hub;
using Spectre.Console;

namespace Nudging.Tool.Get;

/// <summary>Shows a download: a bar for all files, and a bar for each large file. The client reports one at a time.</summary>
internal sealed class DownloadView : IProgress<HubProgress>
{
    private const long LargeFile = 10_000_000;

    private readonly ProgressContext _progress;
    private readonly ProgressTask _all;
    private readonly Dictionary<string, ProgressTask> _files = [];

    public DownloadView(ProgressContext progress, HubDownloadPlan plan)
    {
        _progress = progress;
        _all = progress.AddTask(Markup.Escape($"download {plan.Model.Repository}"), maxValue: Math.Max(1, plan.Size));
    }

    public void Report(HubProgress value)
    {
        _all.Value = value.Bytes;
        if (value.File.Size < LargeFile)
        {
            return;
        }

        if (!_files.TryGetValue(value.File.Path, out ProgressTask? task))
        {
            task = _progress.AddTask(Markup.Escape($"  {value.File.Path}"), maxValue: value.File.Size);
            _files.Add(value.File.Path, task);
        }

        task.Value = value.FileBytes;
    }

    /// <summary>Shows that all files are there.</summary>
    public void Finish() => _all.Value = _all.MaxValue;
}
