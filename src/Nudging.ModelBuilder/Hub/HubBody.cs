namespace Nudging.ModelBuilder.Hub;

/// <summary>The body of an answer. A read that stalls or breaks off is a transient error. Not thread safe.</summary>
/// <param name="stream">The stream of the body.</param>
/// <param name="subject">What is read, for messages.</param>
/// <param name="timeout">The time in which at least <see cref="MinBytes"/> must arrive.</param>
internal sealed class HubBody(Stream stream, HubSubject subject, TimeSpan timeout) : IDisposable
{
    private const int MinBytes = 16 * 1024;

    private readonly CancellationTokenSource _limit = new(timeout);
    private int _sinceReset;

    public void Dispose()
    {
        _limit.Dispose();
        stream.Dispose();
    }

    /// <summary>Reads the next bytes.</summary>
    /// <returns>The number of bytes; 0 at the end.</returns>
    /// <exception cref="TransientHubException">The connection breaks, or brings too few bytes for too long.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token, cancellationToken);
        try
        {
            int count = await stream.ReadAsync(buffer, linked.Token).ConfigureAwait(false);
            _sinceReset += count;
            if (_sinceReset >= MinBytes)
            {
                _limit.CancelAfter(timeout);
                _sinceReset = 0;
            }

            return count;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TransientHubException(
                FormattableString.Invariant($"{subject.Title}: fewer than {MinBytes} bytes arrive within {timeout.TotalSeconds:0.###} seconds"), innerException: e);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new TransientHubException($"{subject.Title}: the connection breaks off: {e.InnerException?.Message ?? e.Message}", innerException: e);
        }
    }
}
