namespace Nudging.OnnxRuntime.Running;

/// <summary>The key/value caches of a model: one for each open request, with the texts of ended requests until other texts replace these texts.</summary>
/// <remarks>
/// <see cref="Release"/> may be called at any time; the other members by one thread at a time. Results never depend on
/// the cache that a request has; only the cost does.
/// </remarks>
/// <param name="capacity">The greatest number of caches. A cache is created when a request needs one.</param>
/// <param name="create">Creates a cache.</param>
/// <param name="time">The clock.</param>
internal sealed class CachePool(int capacity, Func<PrefixCache> create, TimeProvider time) : IDisposable
{
    private readonly object _lock = new();
    private readonly List<Slot> _slots = [];

    /// <summary>Gets the number of tokens that the memory of all caches has room for.</summary>
    public long TokenCapacity
    {
        get
        {
            lock (_lock)
            {
                return _slots.Sum(slot => (long)slot.Cache.CacheCapacity);
            }
        }
    }

    /// <summary>Gets the cache of a request: the cache that the request has, or the free cache that fits its text best.</summary>
    /// <param name="request">The request. The request has the cache until <see cref="Release"/>.</param>
    /// <param name="tokens">The tokens of the request's text.</param>
    /// <remarks>Where more requests are open than there are caches, the least recently used cache is taken from its request.</remarks>
    public PrefixCache Acquire(object request, ReadOnlySpan<int> tokens)
    {
        lock (_lock)
        {
            Slot slot = _slots.Find(slot => slot.Request == request) ?? Free(tokens) ?? Add() ?? _slots.MinBy(slot => slot.LastUse)!;
            slot.Request = request;
            slot.LastUse = time.GetTimestamp();
            return slot.Cache;
        }
    }

    /// <summary>Frees the cache of a request that has ended. The cache keeps its contents.</summary>
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

    /// <summary>Releases the memory of idle caches.</summary>
    /// <param name="timeout">The time without use after which a cache is idle.</param>
    /// <returns>The time until the next cache is idle; <see langword="null"/> where all are empty.</returns>
    public TimeSpan? ReleaseIdle(TimeSpan timeout)
    {
        lock (_lock)
        {
            TimeSpan? next = null;
            foreach (Slot slot in _slots.Where(slot => slot.Cache.CacheCapacity > 0))
            {
                TimeSpan left = timeout - time.GetElapsedTime(slot.LastUse);
                if (left <= TimeSpan.Zero)
                {
                    slot.Cache.Release();
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
            _slots.ForEach(slot => slot.Cache.Dispose());
        }
    }

    private Slot? Add()
    {
        if (_slots.Count == capacity)
        {
            return null;
        }

        _slots.Add(new(create()));
        return _slots[^1];
    }

    // The free cache with the longest common prefix. Where the pool can still grow, a cache that would lose more than half
    // of its text is not taken: its conversation may go on. Nor is a cache preferred for less than half of the new text,
    // since many texts begin with the same system prompt.
    private Slot? Free(ReadOnlySpan<int> tokens)
    {
        Slot? best = null;
        (bool Keeps, int Common) bestFit = default;
        foreach (Slot slot in _slots.Where(slot => slot.Request is null).OrderBy(slot => slot.LastUse))
        {
            int common = slot.Cache.CountCached(tokens);
            bool keeps = 2 * common >= slot.Cache.CachedTokens;
            (bool Keeps, int Common) fit = (keeps, keeps || 2 * common >= tokens.Length ? common : 0);
            if (best is null || fit.CompareTo(bestFit) > 0)
            {
                (best, bestFit) = (slot, fit);
            }
        }

        return bestFit.Keeps || _slots.Count == capacity ? best : null;
    }

    private sealed class Slot(PrefixCache cache)
    {
        public PrefixCache Cache => cache;

        public object? Request { get; set; }

        public long LastUse { get; set; }
    }
}
