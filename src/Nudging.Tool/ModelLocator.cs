using Nudging.ModelBuilder.Hub;
using Nudging.OnnxRuntime.Folders;

namespace Nudging.Tool;

/// <summary>Finds the folder of a model that the command line names: a folder, a name under <c>models/</c>, or a name of the hub that is in the hub's cache.</summary>
/// <param name="currentFolder">The folder that relative paths and <c>models/</c> are in.</param>
/// <param name="environment">The environment, which states where the hub's cache is.</param>
internal sealed class ModelLocator(string currentFolder, HubEnvironment environment)
{
    /// <summary>The folder of converted models.</summary>
    public const string ModelsFolder = "models";

    private static readonly EnumerationOptions AllLevels = new() { RecurseSubdirectories = true, IgnoreInaccessible = true };

    /// <summary>Finds the folder of a model.</summary>
    /// <param name="name">The path or the name.</param>
    /// <returns>The full path of the folder; the path of a file where <paramref name="name"/> names one.</returns>
    /// <exception cref="DirectoryNotFoundException">No place has the model; the message says where the model was sought.</exception>
    public static string Find(string name) => new ModelLocator(Environment.CurrentDirectory, HubEnvironment.Process).FindModel(name);

    /// <inheritdoc cref="Find"/>
    public string FindModel(string name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            throw new ArgumentException("The name of a model is empty; it must be a folder, a name under models/, or a name of the hub.", nameof(name));
        }

        string[] folders = [.. FoldersOf(name).Distinct()];
        return folders.FirstOrDefault(Path.Exists) ?? FindInCache(name) ?? throw NotFound(name, folders);
    }

    // A model of the hub is converted to a folder with the model's name without the owner.
    private IEnumerable<string> FoldersOf(string name)
    {
        yield return Path.GetFullPath(name, currentFolder);
        string models = Path.Combine(currentFolder, ModelsFolder);
        if (!Path.IsPathRooted(name) && !name.Split('/', '\\').Contains(".."))
        {
            yield return Path.GetFullPath(name, models);
            (string repository, _) = HubNames.Split(name);
            yield return Path.GetFullPath(repository[(repository.LastIndexOf('/') + 1)..], models);
        }
    }

    private string? FindInCache(string name)
    {
        (string repository, string? revision) = HubNames.Split(name);
        return HubNames.IsRepository(repository) && HubCache.FindSnapshot(repository, revision, environment) is string snapshot
            ? ModelOf(snapshot) ?? throw new DirectoryNotFoundException($"The hub's cache has the model '{name}' in a form that must be converted first. Convert it with 'nudge get {name}'.")
            : null;
    }

    // A repository may hold its model in a folder below.
    private static string? ModelOf(string snapshot)
    {
        if (File.Exists(Path.Combine(snapshot, GenAIConfigReader.FileName)))
        {
            return snapshot;
        }

        string[] nested = [.. Directory.EnumerateFiles(snapshot, GenAIConfigReader.FileName, AllLevels).Order(StringComparer.Ordinal).Select(path => Path.GetDirectoryName(path)!)];
        bool hasGraph = Directory.EnumerateFiles(snapshot, "model*.onnx", AllLevels).Any();
        return nested switch
        {
            [var one] => one,
            [] => hasGraph ? snapshot : null,
            _ => throw new DirectoryNotFoundException($"The model in '{snapshot}' is there in several forms; name the folder of one: {string.Join(", ", nested)}."),
        };
    }

    private DirectoryNotFoundException NotFound(string name, IEnumerable<string> folders)
    {
        bool isName = HubNames.IsRepository(HubNames.Split(name).Repository);
        IEnumerable<string> places = [.. folders.Select(folder => $"'{folder}'"), .. isName ? [$"the hub's cache '{environment.CacheFolder}'"] : (string[])[]];
        string advice = isName ? $" Download and convert a model of the hub with 'nudge get {name}'." : string.Empty;
        return new($"There is no model '{name}'. It was sought in {string.Join(", ", places)}.{advice}");
    }
}
