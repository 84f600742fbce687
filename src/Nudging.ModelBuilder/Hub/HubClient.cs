using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Conversion;

namespace Nudging.ModelBuilder.Hub;

/// <summary>Downloads models from the Hugging Face hub into the cache that all clients of the hub share. Thread safe.</summary>
/// <example>
/// <code>
/// using var client = new HubClient();
/// HubDownloadPlan plan = await client.PlanAsync("HuggingFaceTB/SmolLM2-1.7B");
/// string folder = await client.DownloadAsync(plan);
/// </code>
/// </example>
public sealed class HubClient : IDisposable
{
    private readonly HubOptions _options;
    private readonly HubConnection _connection;

    /// <summary>Creates a client.</summary>
    /// <param name="options">The options; <see langword="null"/> for the values of the environment variables.</param>
    public HubClient(HubOptions? options = null)
    {
        _options = options?.Clone() ?? new HubOptions();
        _connection = new HubConnection(_options);
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    /// <summary>Finds a model that is in the cache whole. No request is sent.</summary>
    /// <param name="repository">The name: <c>owner/name</c>, or <c>name</c> of an old repository.</param>
    /// <param name="revision">The branch, tag or commit; <see langword="null"/> for main.</param>
    /// <returns>The folder of the files; <see langword="null"/> where the cache has no such model.</returns>
    /// <exception cref="ArgumentException">A name is not valid.</exception>
    public string? Find(string repository, string? revision = null) =>
        HubCache.FindSnapshotIn(_options.CacheFolder, HubNames.CheckRepository(repository), revision);

    /// <summary>Asks the hub which commit a revision is, and which files the commit has.</summary>
    /// <param name="repository">The name: <c>owner/name</c>, or <c>name</c> of an old repository.</param>
    /// <param name="revision">The branch, tag or commit; <see langword="null"/> for main.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ArgumentException">A name is not valid.</exception>
    /// <exception cref="HubException">The hub does not tell, or the offline mode is on and the cache does not have the model.</exception>
    public async Task<HubModel> GetModelAsync(string repository, string? revision = null, CancellationToken cancellationToken = default)
    {
        HubNames.CheckRepository(repository);
        string branch = HubNames.CheckRevision(revision);
        if (_options.IsOffline)
        {
            return CachedModel.Find(_options.CacheFolder, repository, branch) ?? throw NotCached(repository);
        }

        var subject = new HubSubject(repository, branch);
        byte[] json = await _connection.RetryAsync(
            token => _connection.ReadAsync(HubAddresses.DescriptionOf(_options.Endpoint, repository, branch), subject, HubModelReader.MaxBytes, token),
            cancellationToken).ConfigureAwait(false);
        return HubModelReader.Read(json, repository, branch);
    }

    /// <summary>Chooses the files of a model that are needed.</summary>
    /// <param name="repository">The name: <c>owner/name</c>, or <c>name</c> of an old repository.</param>
    /// <param name="options">Which files are needed; <see langword="null"/> for those that a CPU needs.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The files. Nothing is downloaded yet.</returns>
    /// <exception cref="ArgumentException">A name is not valid.</exception>
    /// <exception cref="HubException">The hub does not tell, or the repository has no usable files.</exception>
    public async Task<HubDownloadPlan> PlanAsync(string repository, HubDownloadOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new HubDownloadOptions();
        HubModel model = await GetModelAsync(repository, options.Revision, cancellationToken).ConfigureAwait(false);
        HubModelForm[] forms = options.Form is HubModelForm form ? [form] : Enum.GetValues<HubModelForm>();
        foreach (HubModelForm candidate in forms)
        {
            if (await FileSelection.ChooseAsync(model, candidate, options, index => ReadIndexAsync(model, index, cancellationToken)).ConfigureAwait(false) is { } selection)
            {
                HubFile[] files = [.. selection.Files.Select(file => _options.IsOffline ? file : Check(model, file))];
                CheckCollisions(model, files);
                return new HubDownloadPlan
                {
                    Model = model,
                    Form = selection.Form,
                    Folder = selection.Folder,
                    Files = files,
                    BytesToDownload = MissingBytesOf(model, files),
                };
            }
        }

        throw new HubException(HubError.NoUsableFiles, $"{model.Repository} has {UnusableFiles.Describe(model, options, _options.Endpoint)}");
    }

    /// <summary>Downloads the files of a plan that are not in the cache.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="progress">Receives reports, one at a time, from the threads that download.</param>
    /// <param name="cancellationToken">Cancels. What was transferred stays, and a later download goes on from there.</param>
    /// <returns>The folder of the files.</returns>
    /// <exception cref="HubException">A file cannot be downloaded.</exception>
    public async Task<string> DownloadAsync(HubDownloadPlan plan, IProgress<HubProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        HubModel model = plan.Model;
        HubNames.CheckRepository(model.Repository);
        if (!HubNames.IsCommit(model.Commit))
        {
            throw new ArgumentException($"The commit of the model is '{HubNames.Show(model.Commit)}'; it must be 40 hexadecimal digits.", nameof(plan));
        }

        var cache = new HubRepositoryCache(_options.CacheFolder, model.Repository);
        if (_options.IsOffline)
        {
            return plan.Files.All(file => cache.Has(model.Commit, file)) ? cache.SnapshotFolder(model.Commit) : throw NotCached(model.Repository);
        }

        HubFile[] files = [.. plan.Files.Select(file => Check(model, file))];
        CheckCollisions(model, files);
        CheckFreeSpace(model, files);
        var counter = new ProgressCounter(files, progress);

        // Small files first: an error of access shows before the large transfers begin.
        await Parallel.ForEachAsync(
            files.OrderBy(file => file.Size),
            new ParallelOptions { MaxDegreeOfParallelism = _options.MaxParallelFiles, CancellationToken = cancellationToken },
            async (file, token) => await DownloadAsync(cache, model, file, counter, token).ConfigureAwait(false)).ConfigureAwait(false);
        cache.WriteCommit(HubNames.CheckRevision(model.Revision), model.Commit);
        return cache.SnapshotFolder(model.Commit);
    }

    /// <summary>Reads a small file of a model without storing the file.</summary>
    internal async Task<byte[]> ReadAsync(HubModel model, HubFile file, int maxBytes, CancellationToken cancellationToken)
    {
        var cached = new HubRepositoryCache(_options.CacheFolder, model.Repository);
        if (file.Size <= maxBytes && cached.Has(model.Commit, file))
        {
            return await File.ReadAllBytesAsync(cached.SnapshotPath(model.Commit, file.Path), cancellationToken).ConfigureAwait(false);
        }

        if (_options.IsOffline)
        {
            throw NotCached(model.Repository);
        }

        var subject = new HubSubject(model.Repository, model.Commit, Check(model, file).Path);
        return await _connection.RetryAsync(
            token => _connection.ReadAsync(HubAddresses.FileOf(_options.Endpoint, model, file), subject, maxBytes, token), cancellationToken).ConfigureAwait(false);
    }

    private static HubFile Check(HubModel model, HubFile file)
    {
        string problem =
            !HubNames.IsSafePath(file.Path) ? "has a name that is not a plain path on every operating system"
            : file.Size < 0 ? "has no size in the hub's description"
            : file.BlobName is not string name || !HubNames.IsBlobName(name) ? "has no hash in the hub's description, so that the content could not be verified"
            : string.Empty;
        return problem.Length == 0 ? file : throw new HubException(HubError.Unsafe, $"{model.Repository}: the file '{HubNames.Show(file.Path)}' {problem}. The file is not downloaded.");
    }

    // Two such files are one file on Windows and macOS.
    private static void CheckCollisions(HubModel model, HubFile[] files)
    {
        if (files.GroupBy(file => file.Path, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } group)
        {
            throw new HubException(HubError.Unsafe, $"{model.Repository}: the names {string.Join(" and ", group.Select(file => $"'{file.Path}'"))} differ in case only. The files are not downloaded.");
        }
    }

    private async Task DownloadAsync(HubRepositoryCache cache, HubModel model, HubFile file, ProgressCounter counter, CancellationToken cancellationToken)
    {
        try
        {
            await new FileDownload(_connection, _options, cache, model, file, counter).RunAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (HubException e) when (e.Error == HubError.FileNotFound)
        {
            cache.MarkMissing(model.Commit, file.Path);
            throw;
        }
    }

    private async Task<IReadOnlyList<string>> ReadIndexAsync(HubModel model, HubFile index, CancellationToken cancellationToken)
    {
        byte[] json = await ReadAsync(model, index, SafetensorsHeader.MaxBytes, cancellationToken).ConfigureAwait(false);
        try
        {
            string[] names = [.. SafetensorsIndex.Parse(json, $"{model.Repository}/{index.Path}").Values.Distinct().Order(StringComparer.Ordinal)];
            return names.Length > 0 ? names : throw new HubException(HubError.NoUsableFiles, $"{model.Repository}/{index.Path} names no files.");
        }
        catch (ModelConversionException e)
        {
            throw new HubException(HubError.NoUsableFiles, e.Message, e);
        }
    }

    private HubException NotCached(string repository) =>
        new HubException(HubError.Offline, $"{repository} is not in the cache '{_options.CacheFolder}' whole, and the offline mode is on (HF_HUB_OFFLINE). Download the model with the offline mode off.");

    private void CheckFreeSpace(HubModel model, HubFile[] files)
    {
        long needed = MissingBytesOf(model, files);
        if (needed > 0 && _options.FreeSpaceOf(_options.CacheFolder) is long free && free < needed)
        {
            throw new HubException(
                HubError.DiskFull,
                $"{model.Repository} needs {ByteCount.Format(needed)} more in '{_options.CacheFolder}'; the disk has {ByteCount.Format(free)} free. Free space, or set HF_HUB_CACHE to a folder on another disk.");
        }
    }

    private long MissingBytesOf(HubModel model, HubFile[] files)
    {
        var cache = new HubRepositoryCache(_options.CacheFolder, model.Repository);
        return files.Where(file => !cache.Has(model.Commit, file) && !cache.HasBlob(file))
            .DistinctBy(file => file.BlobName)
            .Sum(file => file.Size - cache.IncompleteBytesOf(file));
    }
}
