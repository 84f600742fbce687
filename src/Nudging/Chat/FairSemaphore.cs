using System.Globalization;

namespace Nudging.Chat;

/// <summary>Lets some in at a time, in the order of asking, until it is closed.</summary>
/// <param name="owner">What is disposed when the gate is closed, for exceptions.</param>
/// <param name="places">How many may be inside at once.</param>
/// <param name="mostWaiting">How many may wait.</param>
/// <remarks>Thread safe. A semaphore would do but for three things: it promises no order, takes in any number to wait, and nobody can wait for its last holder.</remarks>
internal sealed class FairSemaphore(object owner, int places, int mostWaiting)
{
    private readonly object _lock = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inside;
    private bool _closed;

    /// <summary>Waits for its turn; the place in the queue is taken before this returns.</summary>
    /// <param name="cancellationToken">Gives the place up.</param>
    /// <returns>A task that ends when the caller is inside, who calls <see cref="Leave"/> once.</returns>
    /// <exception cref="NudgingQueueFullException">Too many wait.</exception>
    /// <exception cref="ObjectDisposedException">The gate is closed, or is closed before the turn comes.</exception>
    public Task EnterAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        LinkedListNode<TaskCompletionSource> place;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, owner);
            if (_inside < places)
            {
                _inside++;
                return Task.CompletedTask;
            }

            if (_waiting.Count >= mostWaiting)
            {
                throw new NudgingQueueFullException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The pair serves {_inside} requests, and {_waiting.Count} wait, which is the most that {nameof(NudgingPairOptions.MaxQueuedRequests)} allows. Try again later, or allow more."));
            }

            place = _waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        return WaitAsync(place, cancellationToken);
    }

    /// <summary>Lets the next one in.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            if (_waiting.First is { } next)
            {
                _waiting.RemoveFirst();
                next.Value.SetResult();
                return;
            }

            _inside--;
            if (_closed && _inside == 0)
            {
                _empty.TrySetResult();
            }
        }
    }

    /// <summary>Turns everyone away who waits or comes later.</summary>
    /// <returns>A task that ends when nobody is inside.</returns>
    public Task CloseAsync()
    {
        lock (_lock)
        {
            _closed = true;
            foreach (TaskCompletionSource waiting in _waiting)
            {
                waiting.SetException(new ObjectDisposedException(owner.GetType().FullName));
            }

            _waiting.Clear();
            if (_inside == 0)
            {
                _empty.TrySetResult();
            }

            return _empty.Task;
        }
    }

    private async Task WaitAsync(LinkedListNode<TaskCompletionSource> place, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration registration = cancellationToken.Register(() =>
        {
            lock (_lock)
            {
                // Whoever is in the list no more has been let in or turned away already.
                if (place.List is not null)
                {
                    _waiting.Remove(place);
                    place.Value.SetCanceled(cancellationToken);
                }
            }
        });
        await place.Value.Task.ConfigureAwait(false);
    }
}
