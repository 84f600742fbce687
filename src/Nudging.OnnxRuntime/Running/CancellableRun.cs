using Microsoft.ML.OnnxRuntime;

namespace Nudging.OnnxRuntime.Running;

/// <summary>Run options that a cancellation token terminates, within a pass too.</summary>
internal sealed class CancellableRun : IDisposable
{
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenRegistration _registration;

    public CancellableRun(CancellationToken cancellationToken)
    {
        _cancellationToken = cancellationToken;
        _registration = cancellationToken.UnsafeRegister(static run => ((RunOptions)run!).Terminate = true, Options);
    }

    public RunOptions Options { get; } = new();

    /// <summary>Does a native call; one that was terminated becomes a cancellation.</summary>
    public void Invoke(Action<RunOptions> call)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        try
        {
            call(Options);
        }
        catch (OnnxRuntimeException e) when (_cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The forward pass was cancelled.", e, _cancellationToken);
        }
    }

    public void Dispose()
    {
        // Waits for a callback that is running, so that it cannot meet disposed options.
        _registration.Dispose();
        Options.Dispose();
    }
}
