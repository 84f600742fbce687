using System.Diagnostics;
using Nudging.Decoding;
using Nudging.Models;
using Nudging.OnnxRuntime;

namespace Nudging.Tool.Bench;

/// <summary>Gets answers and measures what they take. Each answer starts with nothing of its prompts read.</summary>
internal sealed class Measurer(BenchedPair pair, BenchArguments arguments)
{
    // Has no first token in common with any prompt.
    private const string UnrelatedText = ".";

    private readonly NudgingDecoder _decoder = new(pair.Base, pair.Aligned);

    public async Task<Measurement> GetLogProbabilitiesAsync(BenchMode way, string question, CancellationToken cancellationToken)
    {
        NudgingPrompts prompts = pair.PromptsFor(question);
        return way switch
        {
            BenchMode.BaseOnly => await MeasureAloneAsync(pair.Base, prompts.Base, TextSource.Base, cancellationToken),
            BenchMode.AlignedOnly => await MeasureAloneAsync(pair.Aligned, prompts.Aligned, TextSource.Aligned, cancellationToken),
            BenchMode.Sequential => await MeasureNudgedAsync(prompts, NudgingMode.Sequential, cancellationToken),
            _ => await MeasureNudgedAsync(prompts, NudgingMode.Speculative, cancellationToken),
        };
    }

    private async Task<Measurement> MeasureAloneAsync(OnnxLanguageModel model, string prompt, TextSource source, CancellationToken cancellationToken)
    {
        Measurement first = await GetLogProbabilitiesAsync(_ => ContinueAsync(maxTokens: 1), cancellationToken);
        Measurement whole = await GetLogProbabilitiesAsync(_ => ContinueAsync(arguments.MaxTokens), cancellationToken);
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
        return GetLogProbabilitiesAsync(
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

    // The answer may tell when its first token is there; else that is when the whole answer is.
    private async Task<Measurement> GetLogProbabilitiesAsync(Func<Action, Task<Answer>> answer, CancellationToken cancellationToken)
    {
        await ForgetAsync(pair.Base, cancellationToken);
        await ForgetAsync(pair.Aligned, cancellationToken);
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

    // A model remembers the text it read last: the same answer again would be free.
    private static async Task ForgetAsync(OnnxLanguageModel model, CancellationToken cancellationToken)
    {
        await using ILanguageModelSession session = model.CreateSession(UnrelatedText);
        await session.ContinueAsync(string.Empty, new() { MaxTokens = 1 }, cancellationToken);
    }
}
