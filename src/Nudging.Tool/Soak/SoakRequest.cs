using Microsoft.Extensions.AI;
using Nudging.Chat;
using Nudging.Decoding;
using Nudging.Models;

namespace Nudging.Tool.Soak;

/// <summary>One request of a random kind: whole, streamed, cancelled, abandoned or faulty.</summary>
internal sealed class SoakRequest(SoakPair pair, SoakChat chat, Random random)
{
    // Far longer than any answer takes.
    private static readonly TimeSpan StuckAfter = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan MaxTimeToCancel = TimeSpan.FromSeconds(1);

    private readonly int _kind = random.Next(20);

    /// <summary>Gets the number of times that the request was refused because the queue was full.</summary>
    public int QueueFullCount { get; private set; }

    /// <summary>Gets the error of a failed request.</summary>
    public string? Error { get; private set; }

    /// <summary>Gets the result of an answered request.</summary>
    public NudgingResult? Result { get; private set; }

    public async Task<SoakOutcome> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(() => RetryAsync(cancellationToken), cancellationToken).WaitAsync(StuckAfter, cancellationToken);
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

    private async Task<SoakOutcome> RetryAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await RunKindAsync(cancellationToken);
            }
            catch (NudgingQueueFullException)
            {
                QueueFullCount++;
                await Task.Delay(random.Next(5, 50), cancellationToken);
            }
        }
    }

    private Task<SoakOutcome> RunKindAsync(CancellationToken cancellationToken) => _kind switch
    {
        < 6 => AskAsync(cancellationToken),
        < 12 => StreamAsync(int.MaxValue, cancellationToken),
        < 15 => CancelAsync(cancellationToken),
        < 18 => StreamAsync(random.Next(1, 12), cancellationToken),
        _ => SendFaultAsync(cancellationToken),
    };

    private async Task<SoakOutcome> AskAsync(CancellationToken cancellationToken)
    {
        ChatResponse response = await pair.Client.GetResponseAsync(chat.Messages, chat.Options, cancellationToken);
        Result = response.RawRepresentation as NudgingResult;
        return response.Text == chat.Answer ? SoakOutcome.Answered : SoakOutcome.Mixed;
    }

    // Leaving the loop early disposes the enumerator, as an abandoned stream does.
    private async Task<SoakOutcome> StreamAsync(int maxUpdates, CancellationToken cancellationToken, Action<int>? reading = null)
    {
        string text = string.Empty;
        int updates = 0;
        await foreach (ChatResponseUpdate update in pair.Client.GetStreamingResponseAsync(chat.Messages, chat.Options, cancellationToken))
        {
            text += update.Text;
            Result = update.RawRepresentation as NudgingResult;
            updates++;
            reading?.Invoke(updates);
            if (updates == maxUpdates)
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
                return await StreamAsync(int.MaxValue, source.Token, update => CancelAt(update == cancelledUpdate));
            }

            source.CancelAfter(random.NextDouble() * MaxTimeToCancel);
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
            [new(ChatRole.User, string.Join(' ', Enumerable.Repeat("more", pair.WordsBeyondContext)))], new(), cancellationToken),
        2 => RefusedAsync<ArgumentException>(chat.Messages, new() { AdditionalProperties = new() { [NudgingRequestKeys.Threshold] = "high" } }, cancellationToken),
        _ => RefusedAsync<OperationCanceledException>(chat.Messages, chat.Options, new CancellationToken(canceled: true)),
    };

    private async Task<SoakOutcome> RefusedAsync<T>(IEnumerable<ChatMessage> messages, ChatOptions options, CancellationToken cancellationToken)
        where T : Exception
    {
        try
        {
            await pair.Client.GetResponseAsync(messages, options, cancellationToken);
            Error = $"A faulty request was answered; it must end with {typeof(T).Name}.";
            return SoakOutcome.Failed;
        }
        catch (T)
        {
            return SoakOutcome.Refused;
        }
    }
}
