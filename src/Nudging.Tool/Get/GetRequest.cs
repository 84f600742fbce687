using Nudging.ModelBuilder.Hub;
using Nudging.Tool.Pairs;

namespace Nudging.Tool.Get;

/// <summary>A model to get.</summary>
/// <param name="Repository">The name on the hub.</param>
/// <param name="Revision">The branch, tag or commit; null for main.</param>
/// <param name="Folder">The folder to write.</param>
internal sealed record GetRequest(string Repository, string? Revision, string Folder)
{
    public const string ModelsFolder = "models";

    /// <summary>Finds the models that the command line names.</summary>
    /// <exception cref="ArgumentException">A name is not valid, or two models would have the same folder.</exception>
    public static IReadOnlyList<GetRequest> Of(GetArguments arguments)
    {
        IReadOnlyList<string> names = arguments.Names is [var name] && KnownPairs.All.Find(name) is KnownPair pair ? [pair.Base, pair.Aligned] : arguments.Names;
        GetRequest[] requests = [.. names.Select(text => Of(text, arguments, isOnlyOne: names.Count == 1))];
        return requests.GroupBy(request => request.Folder, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } same
            ? throw new ArgumentException($"{string.Join(" and ", same.Select(request => request.Repository))} would have the same folder '{same.Key}'. Get each model by itself, with -o.")
            : requests;
    }

    private static GetRequest Of(string text, GetArguments arguments, bool isOnlyOne)
    {
        (string repository, string? revision) = HubNames.Split(text);
        HubNames.CheckRepository(repository);
        HubNames.CheckRevision(revision ?? arguments.Revision);
        string parent = arguments.OutputPath ?? ModelsFolder;
        string folder = isOnlyOne && arguments.OutputPath is not null ? parent : Path.Combine(parent, repository[(repository.LastIndexOf('/') + 1)..]);
        return new(repository, revision ?? arguments.Revision, folder);
    }
}
