namespace Nudging.OnnxRuntime.Folders;

/// <summary>A model's folder: finds its files and words what is wrong with them.</summary>
internal sealed class ModelFolder
{
    private ModelFolder(string path) => FullPath = path;

    public string FullPath { get; }

    public string Name => Path.GetFileName(FullPath);

    public static ModelFolder Open(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var folder = new ModelFolder(full);
        if (File.Exists(full))
        {
            throw folder.Refuse($"it is a file; give the folder that holds it: '{Path.GetDirectoryName(full)}'");
        }

        return Directory.Exists(full) ? folder : throw folder.Refuse("there is no such folder");
    }

    /// <summary>The path of a file that must be there.</summary>
    /// <param name="relative">A path inside the folder, as the model's own files give it.</param>
    /// <param name="purpose">What the file is, for the message.</param>
    public string Require(string relative, string purpose)
    {
        string path = Resolve(relative, purpose);
        return File.Exists(path) ? path : throw Refuse($"{purpose} '{relative}' is missing; it was looked for at '{path}'");
    }

    /// <summary>The path of something inside the folder; a path that leads out of it is refused.</summary>
    public string Resolve(string relative, string purpose)
    {
        bool climbs = relative.Split('/', '\\').Contains("..");
        if (climbs || Path.IsPathRooted(relative) || relative.StartsWith('\\') || relative.Contains(':', StringComparison.Ordinal))
        {
            throw Refuse($"the path '{relative}' of {purpose} leads out of the folder; it must be relative and may not contain '..'");
        }

        return Path.GetFullPath(Path.Combine(FullPath, relative));
    }

    public ModelLoadException Refuse(string reason, Exception? cause = null) =>
        cause is null ? new(Message(reason)) : new(Message(reason), cause);

    private string Message(string reason) => $"The model '{FullPath}' cannot be loaded: {reason}.";
}
