using System.Globalization;

namespace Nudging.ModelBuilder.Conversion;

/// <summary>
/// The folder that a conversion writes. Files are written to a folder beside the target, whose name ends in
/// <see cref="PartialSuffix"/>, and this folder is renamed once all files are finished.
/// </summary>
/// <remarks>
/// A journal lists the finished files, so that a conversion that was interrupted goes on with the next file. The journal begins
/// with the fingerprint of the conversion: a partial folder of another conversion is deleted.
/// </remarks>
internal sealed class ConversionFolder : IDisposable
{
    public const string PartialSuffix = ".partial";

    private const string JournalName = ".finished";

    private readonly string _target;
    private readonly string _path;
    private readonly FileStream _lock;
    private readonly Dictionary<string, long> _finished = [];
    private bool _isPublished;

    private ConversionFolder(string target, FileStream lockFile)
    {
        _target = target;
        _path = target + PartialSuffix;
        _lock = lockFile;
    }

    private string JournalPath => Path.Combine(_path, JournalName);

    /// <summary>Creates the partial folder, or opens that of an earlier conversion that was interrupted.</summary>
    /// <param name="target">The full path of the folder that the conversion is to write.</param>
    /// <param name="fingerprint">The fingerprint of source and options.</param>
    /// <exception cref="ModelConversionException">Another process converts into the same folder.</exception>
    public static ConversionFolder Open(string target, string fingerprint)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var folder = new ConversionFolder(target, Lock(target));
        try
        {
            folder.ReadJournal(fingerprint);
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Gets the path at which a file is written.</summary>
    public string PathOf(string name) => Path.Combine(_path, name);

    /// <summary>Tells whether an interrupted conversion finished a file.</summary>
    public bool IsFinished(string name) => _finished.TryGetValue(name, out long bytes) && new FileInfo(PathOf(name)) is { Exists: true } file && file.Length == bytes;

    /// <summary>Gets the lengths of the finished files.</summary>
    public IReadOnlyDictionary<string, long> Files => _finished;

    /// <summary>Writes a file, unless an interrupted conversion finished the file.</summary>
    /// <param name="name">The name of the file.</param>
    /// <param name="write">Writes the file at a path.</param>
    public void Write(string name, Action<string> write)
    {
        if (!IsFinished(name))
        {
            write(PathOf(name));
            Finish(name);
        }
    }

    /// <summary>Records that a file is whole.</summary>
    public void Finish(string name)
    {
        string path = PathOf(name);
        Flush(path);
        long bytes = new FileInfo(path).Length;
        _finished[name] = bytes;
        File.AppendAllText(JournalPath, string.Create(CultureInfo.InvariantCulture, $"{bytes} {name}\n"));
    }

    /// <summary>Renames the partial folder to the target. A folder at the target is replaced.</summary>
    public void Publish()
    {
        string? old = null;
        if (Directory.Exists(_target))
        {
            old = _target + ".replaced";
            DeleteFolder(old);
            Directory.Move(_target, old);
        }

        try
        {
            Directory.Move(_path, _target);
        }
        catch when (old is not null)
        {
            Directory.Move(old, _target);
            throw;
        }

        _isPublished = true;
        File.Delete(Path.Combine(_target, JournalName));
        if (old is not null)
        {
            DeleteFolder(old);
        }
    }

    /// <summary>Deletes files that are not finished, and the partial folder where no file is.</summary>
    public void Dispose()
    {
        if (!_isPublished)
        {
            DeleteUnfinished();
        }

        _lock.Dispose();
    }

    private static FileStream Lock(string target)
    {
        string path = target + PartialSuffix + ".lock";
        try
        {
            return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new ModelConversionException($"Another conversion writes to '{target}'; wait for its end.", e);
        }
    }

    private static void DeleteFolder(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static void Flush(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    private void ReadJournal(string fingerprint)
    {
        // A line without an end was being written when the process ended.
        string[] lines = File.Exists(JournalPath) ? File.ReadAllText(JournalPath).Split('\n')[..^1] : [];
        if (lines.Length > 0 && lines[0] == fingerprint)
        {
            foreach (string line in lines[1..])
            {
                if (line.Split(' ', 2) is [var bytes, var name] && long.TryParse(bytes, CultureInfo.InvariantCulture, out long length))
                {
                    _finished[name] = length;
                }
            }

            DeleteUnfinished();
        }
        else
        {
            DeleteFolder(_path);
        }

        if (!Directory.Exists(_path))
        {
            _finished.Clear();
            Directory.CreateDirectory(_path);
            File.WriteAllText(JournalPath, fingerprint + "\n");
        }
    }

    private void DeleteUnfinished()
    {
        if (!Directory.Exists(_path))
        {
            return;
        }

        foreach (string path in Directory.EnumerateFiles(_path))
        {
            string name = Path.GetFileName(path);
            if (name != JournalName && !IsFinished(name))
            {
                File.Delete(path);
            }
        }

        if (!Directory.EnumerateFiles(_path).Any(path => Path.GetFileName(path) != JournalName))
        {
            DeleteFolder(_path);
        }
    }
}
