using System.Text.Json;
using Nudging.ModelBuilder;
using Nudging.ModelBuilder.Conversion;
using Nudging.ModelBuilder.Hub;

namespace Nudging.Tool.Get;

/// <summary>Copies models that need no conversion from the cache. The folder appears whole.</summary>
internal static class CopiedFolder
{
    private const string RecordName = "nudging_download.json";

    /// <summary>Finds the name on the hub of the model that was copied to a folder.</summary>
    /// <returns>The name; null where the folder holds no such model.</returns>
    public static string? RepositoryIn(string folder)
    {
        string path = Path.Combine(folder, RecordName);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<Record>(File.ReadAllText(path), JsonSerializerOptions.Web)?.Repository : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Copies the files of a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="snapshot">The folder of the cache.</param>
    /// <param name="folder">The folder to write; what the folder holds is replaced.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="IOException">The disk has too little free space.</exception>
    public static async Task WriteAsync(HubDownloadPlan plan, string snapshot, string folder, CancellationToken cancellationToken)
    {
        string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        string partial = target + ".partial";
        string parent = Directory.CreateDirectory(Path.GetDirectoryName(target)!).FullName;
        if (DiskSpace.FreeBytes(parent) is long free && free < plan.Size)
        {
            throw new IOException($"The disk of '{parent}' has {ByteCount.Format(free)} free, and the folder '{folder}' needs {ByteCount.Format(plan.Size)}. Free space, or choose a folder on another disk with -o.");
        }

        if (Directory.Exists(partial))
        {
            Directory.Delete(partial, recursive: true);
        }

        string prefix = plan.Folder.Length > 0 ? plan.Folder + "/" : string.Empty;

        // Files of the model's own folder go before files of the same name at the root, such as LICENSE.
        foreach (HubFile file in plan.Files.OrderBy(file => file.Path.StartsWith(prefix, StringComparison.Ordinal)))
        {
            string relative = file.Path.StartsWith(prefix, StringComparison.Ordinal) ? file.Path[prefix.Length..] : file.Path;
            string path = Path.Combine([partial, .. relative.Split('/')]);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Run(() => File.Copy(Path.Combine([snapshot, .. file.Path.Split('/')]), path, overwrite: true), cancellationToken);
        }

        await File.WriteAllTextAsync(
            Path.Combine(partial, RecordName), JsonSerializer.Serialize(new Record(plan.Model.Repository, plan.Model.Commit), JsonSerializerOptions.Web), cancellationToken);
        if (Directory.Exists(target))
        {
            Directory.Delete(target, recursive: true);
        }

        Directory.Move(partial, target);
    }

    private sealed record Record(string Repository, string Commit);
}
