using System.Globalization;

namespace Nudging.Chat;

/// <summary>A semaphore that serves its waiters in the order of arrival, bounds their number, and can be closed.</summary>
/// <param name="owner">The object that closes the semaphore, named in exceptions.</param>
/// <param name="maxCount">The maximum number of holders.</param>
/// <param name="maxWaiting">The maximum number of waiters.</param>
/// <remarks>Thread safe. <see cref="SemaphoreSlim"/> promises no order, has no bound, and cannot wait for its last holder.</remarks>
internal sealed class FairSemaphore(object owner, int maxCount, int maxWaiting)
{
    private readonly object _lock = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _held;
    private bool _closed;

    /// <summary>Refuses a request that could not wait now, before any work is done for it.</summary>
    /// <exception cref="NudgingQueueFullException">The queue is full.</exception>
    public void ThrowIfFull()
    {
        lock (_lock)
        {
            ThrowIfFullCore();
        }
    }

    /// <summary>Waits to hold the semaphore. The place in the queue is taken before this method returns.</summary>
    /// <param name="cancellationToken">Ends the wait and gives up the place in the queue.</param>
    /// <returns>A task that ends when the caller holds the semaphore; the caller then calls <see cref="Release"/> once.</returns>
    /// <exception cref="NudgingQueueFullException">The queue is full.</exception>
    /// <exception cref="ObjectDisposedException">The semaphore is closed, or is closed during the wait.</exception>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        LinkedListNode<TaskCompletionSource> place;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, owner);
            if (_held < maxCount)
            {
                _held++;
                return Task.CompletedTask;
            }

            ThrowIfFullCore();
            place = _waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        return WaitAsync(place, cancellationToken);
    }

    /// <summary>Hands the semaphore to the next waiter.</summary>
    public void Release()
    {
        lock (_lock)
        {
            if (_waiting.First is { } next)
            {
                _waiting.RemoveFirst();
                next.Value.SetResult();
                return;
            }

            _held--;
            if (_closed && _held == 0)
            {
                _empty.TrySetResult();
            }
        }
    }

    /// <summary>Closes the semaphore: all waits fail, including the waits of later callers.</summary>
    /// <returns>A task that ends when the last holder has released the semaphore.</returns>
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
            if (_held == 0)
            {
                _empty.TrySetResult();
            }

            return _empty.Task;
        }
    }

    private void ThrowIfFullCore()
    {
        if (_held >= maxCount && _waiting.Count >= maxWaiting)
        {
            throw new NudgingQueueFullException(string.Create(
                CultureInfo.InvariantCulture,
                $"The pair serves {_held} requests, and {_waiting.Count} wait; {nameof(NudgingPairOptions.MaxQueuedRequests)} allows no more to wait. Try again later, or increase the option."));
        }
    }

    private async Task WaitAsync(LinkedListNode<TaskCompletionSource> place, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration registration = cancellationToken.Register(() =>
        {
            lock (_lock)
            {
                // A waiter that is not in the list has already been served or refused.
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
