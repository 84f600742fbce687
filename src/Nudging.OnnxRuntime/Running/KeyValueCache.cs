using Microsoft.ML.OnnxRuntime;
using Nudging.OnnxRuntime.Graphs;

namespace Nudging.OnnxRuntime.Running;

/// <summary>The keys and values of every layer for the tokens of a text.</summary>
/// <remarks>A pass that fails leaves <see cref="Length"/>, and the keys and values before it, as they were.</remarks>
/// <param name="growthStep">The least number of tokens that the cache grows by.</param>
/// <param name="maxTokens">The greatest number of tokens that the cache may hold.</param>
/// <param name="minCapacity">The least capacity of the cache's memory, in tokens.</param>
internal abstract class KeyValueCache(int growthStep, int maxTokens, int minCapacity = 0) : IDisposable
{
    /// <summary>Gets the number of tokens whose keys and values are held.</summary>
    public int Length { get; protected set; }

    /// <summary>Gets the number of tokens that the memory has room for.</summary>
    public int Capacity { get; private set; }

    /// <summary>Makes room for a text. A cache in device memory that has to grow is empty afterwards.</summary>
    /// <param name="length">The number of tokens of the text.</param>
    public void Reserve(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, maxTokens);
        if (length > Capacity)
        {
            // The cache grows by at least half, so that a long text is copied few times.
            long wanted = Math.Max(length, Capacity + (Capacity / 2L));
            long rounded = (wanted + growthStep - 1) / growthStep * growthStep;
            int capacity = Math.Max(minCapacity, (int)Math.Min(rounded, maxTokens));
            Grow(capacity);
            Capacity = capacity;
        }
    }

    /// <summary>Drops all but the first tokens.</summary>
    /// <param name="length">The number of tokens to keep.</param>
    public virtual void Rewind(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        Length = length;
    }

    /// <summary>Provides the tensors that a pass reads and writes.</summary>
    /// <param name="count">The number of tokens that the pass appends.</param>
    /// <param name="past">Receives the tensors that the pass reads.</param>
    /// <param name="present">Receives the tensors that the pass writes.</param>
    public abstract void Bind(int count, Span<OrtValue> past, Span<OrtValue> present);

    /// <summary>Keeps the keys and values that the pass has written.</summary>
    /// <param name="count">The number of tokens that the pass appended.</param>
    public virtual void Commit(int count) => Length += count;

    /// <summary>Releases all memory; the cache is empty afterwards.</summary>
    public void Release()
    {
        Free();
        Length = 0;
        Capacity = 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Allocates memory for more tokens, and copies the keys and values or sets <see cref="Length"/> to 0.</summary>
    protected abstract void Grow(int capacity);

    /// <summary>Releases all memory.</summary>
    protected abstract void Free();

    /// <summary>Allocates memory for each tensor of a cache, or for none: an allocation that fails releases those before.</summary>
    protected static T[] AllocateAll<T>(IReadOnlyList<CacheSpec> specs, Func<CacheSpec, T> allocate)
        where T : IDisposable
    {
        var memory = new T[specs.Count];
        int count = 0;
        try
        {
            for (; count < memory.Length; count++)
            {
                memory[count] = allocate(specs[count]);
            }

            return memory;
        }
        catch
        {
            ReleaseAll<T>(memory.AsSpan(0, count));
            throw;
        }
    }

    /// <summary>Releases the memory of each tensor.</summary>
    protected static void ReleaseAll<T>(ReadOnlySpan<T> memory)
        where T : IDisposable
    {
        foreach (T part in memory)
        {
            part.Dispose();
        }
    }

    protected virtual void Dispose(bool disposing) => Release();
}
