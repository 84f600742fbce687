namespace Nudging.OnnxRuntime.Folders;

/// <summary>The folder of a model: finds its files, and makes the exception where a file is missing or wrong.</summary>
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
            throw folder.Refuse($"the path names a file; give the folder that contains the file: '{Path.GetDirectoryName(full)}'");
        }

        return Directory.Exists(full) ? folder : throw folder.Refuse("the folder does not exist");
    }

    /// <summary>Tells whether a file exists.</summary>
    public bool Has(string relative) => File.Exists(Path.Combine(FullPath, relative));

    /// <summary>Gets the path of a file that must exist.</summary>
    /// <param name="relative">The path relative to the folder, as the files of the model state it.</param>
    /// <param name="purpose">The purpose of the file, for the message.</param>
    public string Require(string relative, string purpose)
    {
        string path = Resolve(relative, purpose);
        return File.Exists(path) ? path : throw Refuse($"{purpose} '{relative}' is missing; the expected path is '{path}'");
    }

    /// <summary>Gets the full path of a file or folder inside the folder; a path that leads out of the folder is refused.</summary>
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
