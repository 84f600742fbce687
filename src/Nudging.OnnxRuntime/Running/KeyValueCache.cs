using Microsoft.ML.OnnxRuntime;

namespace Nudging.OnnxRuntime.Running;

/// <summary>The keys and values of the tokens that a model has read, for every layer.</summary>
/// <remarks>Grows in steps, never beyond the model's context. A pass that fails leaves <see cref="Length"/> and what is before it as they were.</remarks>
internal abstract class KeyValueCache(int growthStep, int mostTokens, int leastCapacity = 0) : IDisposable
{
    /// <summary>Gets how many tokens it holds.</summary>
    public int Length { get; protected set; }

    /// <summary>Gets how many tokens it has room for.</summary>
    public int Capacity { get; private set; }

    /// <summary>Makes room. A cache that cannot be copied is empty afterwards if it had to grow.</summary>
    /// <param name="length">How many tokens it must be able to hold.</param>
    public void Reserve(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, mostTokens);
        if (length > Capacity)
        {
            // Half as much again, so that a long text is not copied at every step.
            long wanted = Math.Max(length, Capacity + (Capacity / 2L));
            long rounded = (wanted + growthStep - 1) / growthStep * growthStep;
            int capacity = Math.Max(leastCapacity, (int)Math.Min(rounded, mostTokens));
            Grow(capacity);
            Capacity = capacity;
        }
    }

    /// <summary>Forgets all but the first tokens.</summary>
    /// <param name="length">How many to keep.</param>
    public virtual void Rewind(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        Length = length;
    }

    /// <summary>Tells which tensors a pass reads and writes.</summary>
    /// <param name="count">How many tokens the pass appends.</param>
    /// <param name="past">Receives what the pass reads.</param>
    /// <param name="present">Receives what the pass writes.</param>
    public abstract void Bind(int count, Span<OrtValue> past, Span<OrtValue> present);

    /// <summary>Keeps what the pass has written.</summary>
    /// <param name="count">How many tokens it appended.</param>
    public virtual void Commit(int count) => Length += count;

    /// <summary>Gives all memory back; the cache is empty afterwards.</summary>
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

    /// <summary>Allocates anew, and copies what is held or sets <see cref="Length"/> to 0.</summary>
    protected abstract void Grow(int capacity);

    /// <summary>Gives all memory back.</summary>
    protected abstract void Free();

    protected virtual void Dispose(bool disposing) => Release();
}
