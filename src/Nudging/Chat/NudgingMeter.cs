using System.Diagnostics;
using System.Diagnostics.Metrics;
using Nudging.Decoding;
using Nudging.Models;

namespace Nudging.Chat;

/// <summary>The metrics of nudged answers, for OpenTelemetry.</summary>
/// <remarks>Thread safe. docs/operations.md lists names and units.</remarks>
internal sealed class NudgingMeter
{
    private const string Model = "gen_ai.response.model";
    private const string Role = "nudging.model";

    private readonly Histogram<double> _ratio;
    private readonly Histogram<double> _acceptance;
    private readonly Histogram<double> _tokensPerPass;
    private readonly Histogram<double> _queueTime;
    private readonly Counter<long> _cachedTokens;

    /// <summary>Initializes a new instance of the <see cref="NudgingMeter"/> class.</summary>
    /// <param name="meter">The meter, which creates the instruments.</param>
    public NudgingMeter(Meter meter)
    {
        _ratio = meter.CreateHistogram<double>("nudging.ratio", "1", "Words of the aligned model over words of the answer.");
        _acceptance = meter.CreateHistogram<double>("nudging.draft.acceptance", "1", "Draft tokens that became output, over all draft tokens.");
        _tokensPerPass = meter.CreateHistogram<double>("nudging.base.tokens_per_pass", "{token}", "Tokens of the answer over forward passes of the base model.");
        _queueTime = meter.CreateHistogram<double>("nudging.queue.duration", "s", "Time that a request waited for its turn.");
        _cachedTokens = meter.CreateCounter<long>("nudging.cache.hit_tokens", "{token}", "Prompt tokens that a key/value cache held already.");
    }

    /// <summary>Records an answer.</summary>
    /// <param name="result">The result of the request.</param>
    /// <param name="modelId">The name of the pair.</param>
    public void Record(NudgingResult result, string? modelId)
    {
        KeyValuePair<string, object?> model = new(Model, modelId);
        _ratio.Record(result.NudgingRatio, model);
        _queueTime.Record(result.QueueTime.TotalSeconds, model);
        if (result.DraftedTokens > 0)
        {
            _acceptance.Record((double)result.AcceptedDraftTokens / result.DraftedTokens, model);
        }

        if (result.BaseUsage.Passes > 0)
        {
            _tokensPerPass.Record((double)result.OutputTokens / result.BaseUsage.Passes, model);
        }

        Record(result.BaseUsage, TextSourceNames.Base);
        Record(result.AlignedUsage, TextSourceNames.Aligned);

        void Record(ModelUsage usage, string role) => _cachedTokens.Add(usage.CachedTokens, model, new(Role, role));
    }

    /// <summary>Adds the data of an answer to the span of its request.</summary>
    /// <param name="span">The span; <see langword="null"/> for none.</param>
    /// <param name="result">The result of the request.</param>
    public static void Describe(Activity? span, NudgingResult result)
    {
        // Only the span of the chat request gets the tags. Outer spans belong to the application.
        if (span is { IsAllDataRequested: true } && span.OperationName.StartsWith("chat", StringComparison.Ordinal))
        {
            span.SetTag("nudging.ratio", result.NudgingRatio);
            span.SetTag("nudging.rounds", result.Rounds.Count);
            span.SetTag("nudging.stop_reason", result.StopReason.ToString());
        }
    }
}
