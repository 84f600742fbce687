using System.Net;
using System.Net.Http.Headers;

namespace Nudging.ModelBuilder.Hub;

/// <summary>Downloads one file of a model into the cache.</summary>
internal sealed class FileDownload(HubConnection connection, HubOptions options, HubRepositoryCache cache, HubModel model, HubFile file, ProgressCounter progress)
{
    // A transfer that brings so much before each break goes on without end; one that brings less uses up its attempts.
    private const int MinGain = 1024 * 1024;
    private const int ReportInterval = 1024 * 1024;

    private readonly HubSubject _subject = new(model.Repository, model.Commit, file.Path);

    /// <summary>Brings the file into the snapshot of the model's commit, unless the file is there.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (cache.Has(model.Commit, file))
        {
            progress.Report(file, file.Size);
            return;
        }

        using FileLock held = await FileLock.AcquireAsync(cache.LockPath(file.BlobName!), cancellationToken).ConfigureAwait(false);
        if (!cache.Has(model.Commit, file))
        {
            bool isNew = !cache.HasBlob(file);
            if (isNew)
            {
                await DownloadAsync(cancellationToken).ConfigureAwait(false);
            }

            cache.AddToSnapshot(model.Commit, file, isNew, options.LinksFiles);
        }

        progress.Report(file, file.Size);
    }

    private async Task DownloadAsync(CancellationToken cancellationToken)
    {
        string incomplete = cache.IncompletePath(file.BlobName!);
        Directory.CreateDirectory(Path.GetDirectoryName(incomplete)!);

        // The part of an earlier transfer may be the broken one: then the file is downloaded from its beginning, once.
        bool mayRestart = cache.IncompleteBytesOf(file) > 0;
        while (true)
        {
            try
            {
                await CompleteAsync(incomplete, cancellationToken).ConfigureAwait(false);
                File.Move(incomplete, cache.BlobPath(file.BlobName!), overwrite: true);
                return;
            }
            catch (HubException e) when (e.Error == HubError.Corrupt)
            {
                File.Delete(incomplete);
                if (!mayRestart)
                {
                    throw;
                }

                mayRestart = false;
            }
        }
    }

    private async Task CompleteAsync(string incomplete, CancellationToken cancellationToken)
    {
        using var content = new FileStream(incomplete, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, useAsync: true);
        using var hasher = new BlobHasher(file);
        if (content.Length > file.Size)
        {
            content.SetLength(0);
        }

        await hasher.AppendAsync(content, cancellationToken).ConfigureAwait(false);
        progress.Report(file, content.Length);
        await connection.RetryAsync(token => TransferAsync(content, hasher, token), cancellationToken).ConfigureAwait(false);
        if (hasher.Finish() is string hash && hash != file.BlobName)
        {
            throw new HubException(
                HubError.Corrupt,
                $"{_subject.Title}: the downloaded file has the {BlobHasher.NameOf(file)} {hash}; the hub states {file.BlobName}. The broken file is removed; try again.");
        }
    }

    // Each pass asks the hub again, because the links to storage expire.
    private async ValueTask<bool> TransferAsync(FileStream content, BlobHasher hasher, CancellationToken cancellationToken)
    {
        while (content.Length < file.Size)
        {
            long start = content.Length;
            try
            {
                await ReceiveAsync(content, hasher, cancellationToken).ConfigureAwait(false);
            }
            catch (TransientHubException e) when (e.RetryAfter is null && content.Length - start >= MinGain)
            {
                await Task.Delay(HubConnection.RetryDelay, options.RetryClock, cancellationToken).ConfigureAwait(false);
            }
        }

        return true;
    }

    private async Task ReceiveAsync(FileStream content, BlobHasher hasher, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await connection.OpenFileAsync(HubAddresses.FileOf(options.Endpoint, model, file), _subject, content.Length, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            throw WrongSize(response.Content.Headers.ContentRange?.Length ?? content.Length);
        }

        if (response.StatusCode == HttpStatusCode.PartialContent)
        {
            CheckRange(response.Content.Headers.ContentRange, content.Length);
        }
        else if (content.Length > 0)
        {
            // The server ignores ranges and sends the whole file.
            content.SetLength(0);
            hasher.Restart();
        }

        if (response.Content.Headers.ContentLength is long length && length != file.Size - content.Length)
        {
            throw WrongSize(content.Length + length);
        }

        await CopyAsync(response, content, hasher, cancellationToken).ConfigureAwait(false);
    }

    private async Task CopyAsync(HttpResponseMessage response, FileStream content, BlobHasher hasher, CancellationToken cancellationToken)
    {
        using HubBody body = await connection.OpenBodyAsync(response, _subject, cancellationToken).ConfigureAwait(false);
        byte[] buffer = new byte[128 * 1024];
        long reported = content.Position = content.Length;
        int count;
        while ((count = await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (count > file.Size - content.Length)
            {
                throw WrongSize(content.Length + count);
            }

            await content.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
            hasher.Append(buffer.AsSpan(0, count));
            if (content.Length - reported >= ReportInterval)
            {
                reported = content.Length;
                progress.Report(file, reported);
            }
        }

        progress.Report(file, content.Length);
        if (content.Length < file.Size)
        {
            throw new TransientHubException(FormattableString.Invariant($"{_subject.Title}: the connection ends after {content.Length} of {file.Size} bytes"));
        }
    }

    private void CheckRange(ContentRangeHeaderValue? range, long start)
    {
        if (range?.Length is long length && length != file.Size)
        {
            throw WrongSize(length);
        }

        if (range is null || range.From != start)
        {
            throw new HubException(
                HubError.Corrupt,
                FormattableString.Invariant($"{_subject.Title}: the server sends the bytes from {range?.From?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "an unknown place"} on; {start} was asked for."));
        }
    }

    private HubException WrongSize(long size) => new(
        HubError.Corrupt,
        FormattableString.Invariant($"{_subject.Title}: the server sends {size} bytes or more; the hub states a size of {file.Size} bytes. The broken file is removed; try again."));
}
