using System.Runtime.InteropServices;

namespace Nudging.Tool.Chat;

/// <summary>Cancels the answer that is being written at the first Ctrl+C. A further Ctrl+C, or one between answers, ends the program.</summary>
internal sealed class AnswerInterrupt : IDisposable
{
    private readonly Lock _lock = new();
    private readonly PosixSignalRegistration _registration;
    private CancellationTokenSource? _answer;

    public AnswerInterrupt() => _registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = TryCancel());

    /// <summary>Writes an answer that Ctrl+C cancels.</summary>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> answer, CancellationToken cancellationToken)
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Set(source);
        try
        {
            return await answer(source.Token);
        }
        finally
        {
            Set(null);
        }
    }

    /// <summary>Cancels the answer.</summary>
    /// <returns>False where no answer is being written, or the answer is already cancelled.</returns>
    internal bool TryCancel()
    {
        lock (_lock)
        {
            if (_answer is null or { IsCancellationRequested: true })
            {
                return false;
            }

            _answer.Cancel();
            return true;
        }
    }

    public void Dispose() => _registration.Dispose();

    private void Set(CancellationTokenSource? source)
    {
        lock (_lock)
        {
            _answer = source;
        }
    }
}
