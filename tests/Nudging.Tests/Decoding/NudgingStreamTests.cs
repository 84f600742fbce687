using Nudging.Decoding;
using Nudging.Tests.Models;

namespace Nudging.Tests.Decoding;

/// <summary>The stream publishes committed text, and disposes its sessions however the reader ends.</summary>
public sealed class NudgingStreamTests : IDisposable
{
    private const string Answer = "one two three four five six seven eight nine ten";

    private readonly CancellationTokenSource _source = new();
    private int _calls;
    private ScriptedLanguageModel? _base;
    private ScriptedLanguageModel? _aligned;

    // The number of the call in which the request is cancelled.
    private int CancelAt { get; set; }

    public void Dispose() => _source.Dispose();

    [Fact]
    public async Task Committed_text_is_published_before_the_next_call_of_a_model()
    {
        string published = "";
        IAsyncEnumerable<NudgingUpdate> updates = Decode(new() { Lookahead = 2, Threshold = 1.1f });
        int longestWithheld = 0;
        _aligned!.Continuing = (text, _) => longestWithheld = Math.Max(longestWithheld, text.Length - published.Length);
        await foreach (NudgingUpdate update in updates)
        {
            published += update.Segment?.Text;
        }

        Assert.Equal(Answer, published);
        Assert.InRange(longestWithheld, 0, 2);
    }

    [Fact]
    public async Task Only_the_last_update_has_the_result()
    {
        List<NudgingUpdate> updates = [];
        await foreach (NudgingUpdate update in Decode(new() { Threshold = 0, Lookahead = 3 }))
        {
            updates.Add(update);
        }

        Assert.All(updates.SkipLast(1), update => Assert.True(update.Segment is { Text.Length: > 0 } && update.Result is null));
        Assert.True(updates[^1].Segment is null && updates[^1].Result?.Text == Answer);
    }

    [Fact]
    public async Task A_reader_that_stops_early_disposes_both_sessions()
    {
        await foreach (NudgingUpdate update in Decode(new() { Lookahead = 2 }))
        {
            break;
        }

        AssertDisposed();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    public async Task Cancellation_during_a_call_ends_the_request_and_disposes_both_sessions(int call)
    {
        CancelAt = call;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (NudgingUpdate update in Decode(new() { Lookahead = 2 }).WithCancellation(_source.Token))
            {
            }
        });
        Assert.Equal(call, _calls);
        AssertDisposed();
    }

    [Fact]
    public async Task After_a_cancellation_between_calls_no_model_is_called()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (NudgingUpdate update in Decode(new() { Lookahead = 2 }).WithCancellation(_source.Token))
            {
                CancelAt = _calls + 1;
                await _source.CancelAsync();
            }
        });
        Assert.True(_calls < CancelAt);
        AssertDisposed();
    }

    [Fact]
    public async Task A_failure_to_create_one_session_disposes_the_other_session()
    {
        ScriptedLanguageModel baseModel = new(_ => new("", 0));
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            new NudgingDecoder(baseModel, new ScriptedLanguageModel(_ => new("", 0)) { CreatingSession = () => throw new InvalidOperationException() })
                .DecodeAsync(new("", ""), new(), TestContext.Current.CancellationToken));
        Assert.Equal((1, 1), (baseModel.SessionsCreated, baseModel.SessionsDisposed));
    }

    [Fact]
    public async Task Options_changed_after_the_call_do_not_change_the_request()
    {
        NudgingOptions options = new() { Lookahead = 2, MaxRounds = 2, Threshold = 1.1f };
        IAsyncEnumerable<NudgingUpdate> updates = Decode(options);
        options.MaxRounds = 1;
        NudgingResult? result = null;
        await foreach (NudgingUpdate update in updates)
        {
            options.StopSequences = ["o"];
            result = update.Result;
        }

        Assert.Equal(2, result?.Rounds.Count);
    }

    [Fact]
    public void Null_prompts_options_and_models_are_refused_by_the_call_itself()
    {
        NudgingDecoder decoder = new(Model(0.5), Model(1));
        Assert.Throws<ArgumentNullException>(() => decoder.DecodeStreamingAsync(new("", ""), null!, TestContext.Current.CancellationToken));
        Assert.Contains("aligned prompt", Assert.Throws<ArgumentException>(() => decoder.DecodeStreamingAsync(new("", null!), new(), TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => decoder.DecodeStreamingAsync(default, new(), TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentNullException>(() => new NudgingDecoder(null!, Model(1)));
        Assert.Throws<ArgumentNullException>(() => new NudgingDecoder(Model(1), null!));
    }

    private void AssertDisposed() => Assert.Equal(
        (1, 1, 1, 1), (_base!.SessionsCreated, _base.SessionsDisposed, _aligned!.SessionsCreated, _aligned.SessionsDisposed));

    private IAsyncEnumerable<NudgingUpdate> Decode(NudgingOptions options)
    {
        _base = Model(0.5);
        _aligned = Model(1);
        return new NudgingDecoder(_base, _aligned).DecodeStreamingAsync(new("", ""), options, TestContext.Current.CancellationToken);
    }

    private ScriptedLanguageModel Model(double probability)
    {
        ScriptedLanguageModel model = ScriptedLanguageModel.Writing(Answer, probability);
        model.Continuing = (_, _) =>
        {
            if (++_calls == CancelAt)
            {
                _source.Cancel();
            }
        };
        return model;
    }
}
