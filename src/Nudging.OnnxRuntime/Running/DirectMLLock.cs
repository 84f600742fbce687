namespace Nudging.OnnxRuntime.Running;

/// <summary>Lets one thread of the process at a time use DirectML, whichever session the thread uses.</summary>
internal static class DirectMLLock
{
    private static readonly object Gate = new();

    /// <summary>Waits until no other thread uses DirectML. A thread that holds the lock may enter again.</summary>
    /// <param name="isNeeded">Whether the session runs under the rules of DirectML; otherwise nothing is locked.</param>
    /// <returns>A scope that releases the lock when the scope is disposed.</returns>
    public static Scope Enter(bool isNeeded)
    {
        if (isNeeded)
        {
            Monitor.Enter(Gate);
        }

        return new(isNeeded);
    }

    /// <summary>The time for which a thread holds the lock.</summary>
    public readonly ref struct Scope(bool isHeld)
    {
        /// <summary>Releases the lock.</summary>
        public void Dispose()
        {
            if (isHeld)
            {
                Monitor.Exit(Gate);
            }
        }
    }
}
