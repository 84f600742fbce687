using System.Diagnostics;
using Nudging.Decoding;
using Nudging.Models;
using Nudging.OnnxRuntime;

namespace Nudging.Tool.Bench;

/// <summary>Answers questions and measures time, passes and memory. Each answer starts with empty caches.</summary>
internal sealed class Measurer(BenchPair pair, BenchArguments arguments)
{
    // Shares no first token with any prompt.
    private const string UnrelatedText = ".";

    private readonly NudgingDecoder _decoder = new(pair.Base, pair.Aligned);

    public async Task<Measurement> MeasureAsync(BenchMode mode, string question, CancellationToken cancellationToken)
    {
        NudgingPrompts prompts = pair.PromptsFor(question);
        return mode switch
        {
            BenchMode.BaseOnly => await MeasureAloneAsync(pair.Base, prompts.Base, TextSource.Base, cancellationToken),
            BenchMode.AlignedOnly => await MeasureAloneAsync(pair.Aligned, prompts.Aligned, TextSource.Aligned, cancellationToken),
            BenchMode.Sequential => await MeasureNudgedAsync(prompts, NudgingMode.Sequential, cancellationToken),
            _ => await MeasureNudgedAsync(prompts, NudgingMode.Speculative, cancellationToken),
        };
    }

    private async Task<Measurement> MeasureAloneAsync(OnnxLanguageModel model, Prompt prompt, TextSource source, CancellationToken cancellationToken)
    {
        Measurement first = await MeasureAsync(_ => ContinueAsync(maxTokens: 1), cancellationToken);
        Measurement whole = await MeasureAsync(_ => ContinueAsync(arguments.MaxTokens), cancellationToken);
        return whole with { TimeToFirstToken = first.Time };

        async Task<Answer> ContinueAsync(int maxTokens)
        {
            await using ILanguageModelSession session = model.CreateSession(prompt);
            Continuation continuation = await session.ContinueAsync(string.Empty, new() { MaxTokens = maxTokens }, cancellationToken);
            return new(continuation.Text is { Length: > 0 } text ? [new(text, source)] : [], continuation.Tokens.Count);
        }
    }

    private Task<Measurement> MeasureNudgedAsync(NudgingPrompts prompts, NudgingMode mode, CancellationToken cancellationToken)
    {
        NudgingOptions options = new() { Threshold = arguments.Threshold, MaxOutputTokens = arguments.MaxTokens, Mode = mode };
        return MeasureAsync(
            async firstToken =>
            {
                NudgingResult? result = null;
                await foreach (NudgingUpdate update in _decoder.DecodeStreamingAsync(prompts, options, cancellationToken))
                {
                    firstToken();
                    result = update.Result;
                }

                return new(result!.Segments, result.OutputTokens, result.DraftedTokens, result.AcceptedDraftTokens);
            },
            cancellationToken);
    }

    // Without a call of the callback, the time to the first token is that of the whole answer.
    private async Task<Measurement> MeasureAsync(Func<Action, Task<Answer>> answer, CancellationToken cancellationToken)
    {
        await ClearCacheAsync(pair.Base, cancellationToken);
        await ClearCacheAsync(pair.Aligned, cancellationToken);
        OnnxModelStatistics baseBefore = pair.Base.Statistics;
        OnnxModelStatistics alignedBefore = pair.Aligned.Statistics;
        TimeSpan? first = null;
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        var clock = Stopwatch.StartNew();
        Answer result = await answer(() => first ??= clock.Elapsed);
        TimeSpan time = clock.Elapsed;
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        return new()
        {
            Answer = result,
            Time = time,
            TimeToFirstToken = first ?? time,
            BasePasses = pair.Base.Statistics.Passes - baseBefore.Passes,
            AlignedPasses = pair.Aligned.Statistics.Passes - alignedBefore.Passes,
            RunTime = pair.Base.Statistics.RunTime - baseBefore.RunTime + pair.Aligned.Statistics.RunTime - alignedBefore.RunTime,
            ManagedBytes = bytes,
        };
    }

    // The cache keeps the last text, so the same answer would cost nothing the second time.
    private static async Task ClearCacheAsync(OnnxLanguageModel model, CancellationToken cancellationToken)
    {
        await using ILanguageModelSession session = model.CreateSession(UnrelatedText);
        await session.ContinueAsync(string.Empty, new() { MaxTokens = 1 }, cancellationToken);
    }
}
