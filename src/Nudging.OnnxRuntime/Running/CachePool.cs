namespace Nudging.OnnxRuntime.Running;

/// <summary>The key/value caches of a model, one for each request that is under way, and what they still hold of those before.</summary>
/// <remarks>
/// <see cref="Release"/> may be called at any time; the rest by one thread at a time. What is computed never depends on
/// which cache a request has: only how much of it is there already.
/// </remarks>
/// <param name="most">How many caches there are at most. They are created when they are needed.</param>
/// <param name="create">Creates one.</param>
/// <param name="time">Tells the time.</param>
internal sealed class CachePool(int most, Func<CachedSequence> create, TimeProvider time) : IDisposable
{
    private readonly object _lock = new();
    private readonly List<Slot> _slots = [];

    /// <summary>Gets for how many tokens the caches have memory.</summary>
    public long Capacity
    {
        get
        {
            lock (_lock)
            {
                return _slots.Sum(slot => (long)slot.Sequence.CacheCapacity);
            }
        }
    }

    /// <summary>Gets the cache of a request: the one it has, or the one that suits it best of those that no request has.</summary>
    /// <param name="request">The request. It has the cache until it leaves.</param>
    /// <param name="tokens">Its text.</param>
    /// <remarks>Where more requests are under way than there are caches, the one unused longest is taken from its request.</remarks>
    public CachedSequence Acquire(object request, ReadOnlySpan<int> tokens)
    {
        lock (_lock)
        {
            Slot slot = _slots.Find(slot => slot.Request == request) ?? Free(tokens) ?? Add() ?? _slots.MinBy(slot => slot.LastUse)!;
            slot.Request = request;
            slot.LastUse = time.GetTimestamp();
            return slot.Sequence;
        }
    }

    /// <summary>Lets another request have the cache of one that has ended. Its contents stay.</summary>
    public void Release(object request)
    {
        lock (_lock)
        {
            if (_slots.Find(slot => slot.Request == request) is { } slot)
            {
                slot.Request = null;
            }
        }
    }

    /// <summary>Gives back the memory of caches that were not used for some time.</summary>
    /// <param name="timeout">How long.</param>
    /// <returns>When the next one will not have been used for so long; <see langword="null"/> where all are empty.</returns>
    public TimeSpan? ReleaseIdle(TimeSpan timeout)
    {
        lock (_lock)
        {
            TimeSpan? next = null;
            foreach (Slot slot in _slots.Where(slot => slot.Sequence.CacheCapacity > 0))
            {
                TimeSpan left = timeout - time.GetElapsedTime(slot.LastUse);
                if (left <= TimeSpan.Zero)
                {
                    slot.Sequence.Release();
                }
                else if (next is null || left < next)
                {
                    next = left;
                }
            }

            return next;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _slots.ForEach(slot => slot.Sequence.Dispose());
        }
    }

    private Slot? Add()
    {
        if (_slots.Count == most)
        {
            return null;
        }

        _slots.Add(new(create()));
        return _slots[^1];
    }

    // The one that has most in common with the text, unless more than half of what it holds would be lost while another
    // is empty: that may be a conversation that goes on. A beginning that most texts share decides nothing either.
    private Slot? Free(ReadOnlySpan<int> tokens)
    {
        Slot? best = null;
        (bool Keeps, int Common) bestFit = default;
        foreach (Slot slot in _slots.Where(slot => slot.Request is null).OrderBy(slot => slot.LastUse))
        {
            int common = slot.Sequence.CountCached(tokens);
            bool keeps = 2 * common >= slot.Sequence.CachedTokens;
            (bool Keeps, int Common) fit = (keeps, keeps || 2 * common >= tokens.Length ? common : 0);
            if (best is null || fit.CompareTo(bestFit) > 0)
            {
                (best, bestFit) = (slot, fit);
            }
        }

        return bestFit.Keeps || _slots.Count == most ? best : null;
    }

    private sealed class Slot(CachedSequence sequence)
    {
        public CachedSequence Sequence => sequence;

        public object? Request { get; set; }

        public long LastUse { get; set; }
    }
}
