using System.Collections.Concurrent;
using System.Diagnostics;
using Nudging.Decoding;

namespace Nudging.Tool.Soak;

/// <summary>Sends requests from many clients to one pair, then disposes the pair while requests are under way.</summary>
internal sealed class SoakRun(SoakArguments arguments, IReadOnlyList<SoakChat> chats)
{
    private const int Samples = 40;

    private readonly ConcurrentQueue<SoakOutcome> _outcomes = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly ConcurrentQueue<NudgingResult> _results = new();
    private readonly ConcurrentQueue<SoakMemory> _memory = new();
    private int _started;
    private int _ended;
    private int _queueFull;

    public async Task<SoakReport> RunAsync(CancellationToken cancellationToken)
    {
        SoakMemory before = SoakMemory.Measure(0, 0);

        // The queue is one place short, so that some requests are refused.
        SoakPair pair = SoakPair.Load(arguments, arguments.Slots, Math.Max(0, arguments.Clients - arguments.Slots - 1));
        await using (pair)
        {
            long began = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, arguments.Clients).Select(_ => RunClientAsync(pair, cancellationToken)));
            TimeSpan time = Stopwatch.GetElapsedTime(began);

            Task<bool>[] last = [.. chats.Take(arguments.Slots).Select(chat => EndsAsync(pair, chat, cancellationToken))];
            await pair.DisposeAsync();
            bool allEnd = (await Task.WhenAll(last)).All(ends => ends);
            return new()
            {
                Requests = arguments.Requests,
                Clients = arguments.Clients,
                Slots = arguments.Slots,
                Time = time,
                Outcomes = Enum.GetValues<SoakOutcome>().ToDictionary(outcome => outcome, outcome => _outcomes.Count(other => other == outcome)),
                QueueFull = _queueFull,
                Errors = [.. _errors.Distinct().Take(10)],
                Usage = SoakUsage.Of([.. _results]),
                Memory = [.. _memory.OrderBy(sample => sample.Requests)],
                Before = before,
                After = SoakMemory.Measure(arguments.Requests, pair.CacheBytes),
                DisposalEndsRequests = allEnd,
            };
        }
    }

    private async Task RunClientAsync(SoakPair pair, CancellationToken cancellationToken)
    {
        int number;
        while ((number = Interlocked.Increment(ref _started)) <= arguments.Requests)
        {
            Random random = new((arguments.Seed * 1_000_003) + number);
            SoakRequest request = new(pair, chats[random.Next(chats.Count)], random);
            SoakOutcome outcome = await request.RunAsync(cancellationToken);
            _outcomes.Enqueue(outcome);
            Interlocked.Add(ref _queueFull, request.QueueFullCount);
            if (request.Error is { } error)
            {
                _errors.Enqueue(error);
            }

            if (outcome == SoakOutcome.Answered && request.Result is { } result)
            {
                // Without the texts, which would count as growth of memory.
                _results.Enqueue(result with { Text = "", Segments = [], Nudges = [], Rounds = [] });
            }

            int ended = Interlocked.Increment(ref _ended);
            if (ended % Math.Max(1, arguments.Requests / Samples) == 0)
            {
                _memory.Enqueue(SoakMemory.Measure(ended, pair.CacheBytes));
            }
        }
    }

    // Tells whether a request under way at disposal ends: with its answer or with ObjectDisposedException.
    private static async Task<bool> EndsAsync(SoakPair pair, SoakChat chat, CancellationToken cancellationToken)
    {
        try
        {
            return (await pair.Client.GetResponseAsync(chat.Messages, chat.Options, cancellationToken)).Text == chat.Answer;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }
}
