using Microsoft.ML.OnnxRuntime;

namespace Nudging.OnnxRuntime.Running;

/// <summary>Runs a session with options that a cancellation token terminates, also within a pass.</summary>
internal sealed class CancellableRun : IDisposable
{
    private readonly RunOptions _options = new();
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenRegistration _registration;

    public CancellableRun(CancellationToken cancellationToken)
    {
        _cancellationToken = cancellationToken;
        _registration = cancellationToken.UnsafeRegister(static options => ((RunOptions)options!).Terminate = true, _options);
    }

    /// <summary>Throws where the token is cancelled already.</summary>
    public void ThrowIfCancellationRequested() => _cancellationToken.ThrowIfCancellationRequested();

    /// <summary>Runs a session.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled, before the run or within it.</exception>
    public void Invoke(
        InferenceSession session, IReadOnlyCollection<string> inputNames, IReadOnlyCollection<OrtValue> inputs, IReadOnlyCollection<string> outputNames, IReadOnlyCollection<OrtValue> outputs)
    {
        try
        {
            session.Run(_options, inputNames, inputs, outputNames, outputs);
        }
        catch (OnnxRuntimeException e) when (_cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The forward pass was cancelled.", e, _cancellationToken);
        }
    }

    public void Dispose()
    {
        // Waits for a callback that is running, so that the callback cannot meet disposed options.
        _registration.Dispose();
        _options.Dispose();
    }
}
