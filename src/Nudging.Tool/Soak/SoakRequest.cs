using Microsoft.Extensions.AI;
using Nudging.Chat;
using Nudging.Decoding;
using Nudging.Models;

namespace Nudging.Tool.Soak;

/// <summary>One request, which does what its random numbers say.</summary>
internal sealed class SoakRequest(SoakedPair pair, SoakChat chat, Random random)
{
    // Long enough for a pair that still moves.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestUncancelled = TimeSpan.FromSeconds(1);

    private readonly int _kind = random.Next(20);

    /// <summary>Gets how often it was turned away, because too many waited, before it was let in.</summary>
    public int TimesTurnedAway { get; private set; }

    /// <summary>Gets the error of a request that failed.</summary>
    public string? Error { get; private set; }

    /// <summary>Gets the result of a request that was answered.</summary>
    public NudgingResult? Result { get; private set; }

    public async Task<SoakOutcome> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(() => InsistAsync(cancellationToken), cancellationToken).WaitAsync(Patience, cancellationToken);
        }
        catch (TimeoutException)
        {
            return SoakOutcome.Stuck;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Error = $"{e.GetType().Name}: {e.Message}";
            return SoakOutcome.Failed;
        }
    }

    private async Task<SoakOutcome> InsistAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await RunKindAsync(cancellationToken);
            }
            catch (NudgingQueueFullException)
            {
                TimesTurnedAway++;
                await Task.Delay(random.Next(5, 50), cancellationToken);
            }
        }
    }

    private Task<SoakOutcome> RunKindAsync(CancellationToken cancellationToken) => _kind switch
    {
        < 6 => AskAsync(cancellationToken),
        < 12 => ReadAsync(int.MaxValue, cancellationToken),
        < 15 => CancelAsync(cancellationToken),
        < 18 => ReadAsync(random.Next(1, 12), cancellationToken),
        _ => SendFaultAsync(cancellationToken),
    };

    private async Task<SoakOutcome> AskAsync(CancellationToken cancellationToken)
    {
        ChatResponse response = await pair.Client.GetResponseAsync(chat.Messages, chat.Options, cancellationToken);
        Result = response.RawRepresentation as NudgingResult;
        return response.Text == chat.Answer ? SoakOutcome.Answered : SoakOutcome.Mixed;
    }

    // Leaving the loop disposes the enumerator.
    private async Task<SoakOutcome> ReadAsync(int mostUpdates, CancellationToken cancellationToken, Action<int>? reading = null)
    {
        string text = string.Empty;
        int updates = 0;
        await foreach (ChatResponseUpdate update in pair.Client.GetStreamingResponseAsync(chat.Messages, chat.Options, cancellationToken))
        {
            text += update.Text;
            Result = update.RawRepresentation as NudgingResult;
            updates++;
            reading?.Invoke(updates);
            if (updates == mostUpdates)
            {
                break;
            }
        }

        return Result is not null && text == chat.Answer ? SoakOutcome.Answered
            : Result is null && chat.Answer.StartsWith(text, StringComparison.Ordinal) ? SoakOutcome.Abandoned
            : SoakOutcome.Mixed;
    }

    private async Task<SoakOutcome> CancelAsync(CancellationToken cancellationToken)
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        int cancelledUpdate = random.Next(1, 12);
        try
        {
            if (random.Next(2) == 0)
            {
                return await ReadAsync(int.MaxValue, source.Token, update => CancelAt(update == cancelledUpdate));
            }

            source.CancelAfter(random.NextDouble() * LongestUncancelled);
            return await AskAsync(source.Token);
        }
        catch (OperationCanceledException e) when (e.CancellationToken == source.Token && !cancellationToken.IsCancellationRequested)
        {
            return SoakOutcome.Cancelled;
        }

        void CancelAt(bool now)
        {
            if (now)
            {
                source.Cancel();
            }
        }
    }

    private Task<SoakOutcome> SendFaultAsync(CancellationToken cancellationToken) => random.Next(4) switch
    {
        0 => RefusedAsync<ArgumentException>([], new(), cancellationToken),
        1 => RefusedAsync<ContextLengthExceededException>(
            [new(ChatRole.User, string.Join(' ', Enumerable.Repeat("more", pair.TooManyWords)))], new(), cancellationToken),
        2 => RefusedAsync<ArgumentException>(chat.Messages, new() { AdditionalProperties = new() { [NudgingRequestKeys.Threshold] = "high" } }, cancellationToken),
        _ => RefusedAsync<OperationCanceledException>(chat.Messages, chat.Options, new CancellationToken(canceled: true)),
    };

    private async Task<SoakOutcome> RefusedAsync<T>(IEnumerable<ChatMessage> messages, ChatOptions options, CancellationToken cancellationToken)
        where T : Exception
    {
        try
        {
            await pair.Client.GetResponseAsync(messages, options, cancellationToken);
            Error = $"A faulty request was answered; {typeof(T).Name} is due.";
            return SoakOutcome.Failed;
        }
        catch (T)
        {
            return SoakOutcome.Refused;
        }
    }
}
