using System.Text;
using Nudging.Constraints;
using Nudging.Models;
using Nudging.ToolCalls;

namespace Nudging.Decoding;

/// <summary>
/// Builds the output of one request: records the source of each part, ends the output, and finds the part that may be published.
/// </summary>
internal sealed class OutputBuilder
{
    private readonly ILanguageModel _baseModel;
    private readonly NudgingOptions _options;
    private readonly OutputLimit _limit;
    private readonly ConstrainedText? _constrained;
    private readonly StopSequenceSearch _stops;
    private readonly RoundRecorder _rounds = new();

    // Null under a constraint: such output is not trimmed.
    private readonly StableTextTracker? _stableText;
    private int _published;

    // Finds each call of the output once; null where no functions are offered.
    private readonly ToolCallScanner? _scanner;
    private readonly List<ScannedPart> _parts = [];
    private int _publishedParts;

    /// <summary>Initializes a new instance of the <see cref="OutputBuilder"/> class.</summary>
    /// <param name="baseModel">The model whose tokens are counted.</param>
    /// <param name="options">The settings.</param>
    public OutputBuilder(ILanguageModel baseModel, NudgingOptions options)
    {
        _baseModel = baseModel;
        _options = options;
        _limit = new(baseModel, options.MaxOutputTokens, trims: options.Constraint is null);
        _constrained = options.Constraint is null ? null : new(_limit, options.Constraint.Start);
        _stops = new(options.StopSequences);
        _stableText = options.Constraint is null ? new() : null;
        _scanner = options.Calls?.CreateScanner();
    }

    /// <summary>Gets the whole output without trimming: the text that the models continue.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Gets the shortest text that completes the output.</summary>
    /// <value>Empty without a constraint.</value>
    public string Completion => _constrained?.Completion ?? "";

    /// <summary>Gets the place in the output where the answer begins.</summary>
    public int AnswerStart => _stableText?.Start ?? 0;

    /// <summary>Gets the reason why the output ended.</summary>
    /// <value><see langword="null"/> before the end.</value>
    public NudgingStopReason? StopReason { get; private set; }

    /// <summary>Begins a round with a nudge.</summary>
    /// <param name="parts">The texts of the nudge's tokens.</param>
    /// <param name="cancellationToken">Cancels the counting of tokens.</param>
    public async ValueTask AppendNudgeAsync(IReadOnlyList<string> parts, CancellationToken cancellationToken)
    {
        _rounds.BeginRound(Text.Length);
        await AppendAsync(parts, TextSource.Aligned, cancellationToken).ConfigureAwait(false);
        _rounds.EndNudge(Text.Length);
    }

    /// <summary>Appends the proposal in which the aligned model stopped, and ends the output. An empty proposal is not a round.</summary>
    /// <param name="parts">The texts of the proposal's tokens.</param>
    /// <param name="cancellationToken">Cancels the counting of tokens.</param>
    public async ValueTask AppendClosingNudgeAsync(IReadOnlyList<string> parts, CancellationToken cancellationToken)
    {
        if (parts.Any(part => part.Length > 0))
        {
            await AppendNudgeAsync(parts, cancellationToken).ConfigureAwait(false);
        }

        if (_constrained is { CanEnd: false } && StopReason is null)
        {
            throw IgnoresConstraint();
        }

        End(NudgingStopReason.AlignedModelStopped);
    }

    /// <summary>Appends text up to the token limit, a stop sequence or the end of the only call, and ends the output at that point.</summary>
    /// <param name="parts">The texts of tokens. The token limit cuts between two tokens.</param>
    /// <param name="source">The model that wrote the text.</param>
    /// <param name="cancellationToken">Cancels the counting of tokens.</param>
    public async ValueTask AppendAsync(IReadOnlyList<string> parts, TextSource source, CancellationToken cancellationToken)
    {
        int start = Text.Length;
        string text = Text + string.Concat(parts);
        bool isStopped = _stops.Append(text.AsSpan(start));
        if (isStopped)
        {
            text = text[.._stops.Index];
        }

        int? callEnd = EndOfOnlyCall(text, start);
        text = text[..(callEnd ?? text.Length)];
        int end = await FitAsync(text, start, parts, isEnd: isStopped || callEnd is not null, cancellationToken).ConfigureAwait(false);
        bool isCut = end < text.Length;
        Text = text[..end];
        _rounds.AddText(Text.Length, source);
        if (isCut)
        {
            End(NudgingStopReason.Length);
        }
        else if (callEnd is not null)
        {
            End(NudgingStopReason.FunctionCall);
        }
        else if (isStopped)
        {
            End(NudgingStopReason.StopSequence);
        }
        else if (_constrained is { IsCompleted: true })
        {
            End(NudgingStopReason.ConstraintCompleted);
        }
    }

    /// <summary>Ends the output, unless it has ended. A constrained output that ends early is completed.</summary>
    /// <param name="reason">The reason.</param>
    public void End(NudgingStopReason reason)
    {
        if (StopReason is not null)
        {
            return;
        }

        StopReason = reason;
        if (_constrained is not null && reason is NudgingStopReason.Length or NudgingStopReason.RepeatedNudges)
        {
            StopReason = NudgingStopReason.ConstraintClosed;
            Text += _constrained.Completion;
            _rounds.AddText(Text.Length, TextSource.Aligned);
        }
    }

    /// <summary>Ends the output if it has reached the token limit.</summary>
    /// <param name="cancellationToken">Cancels the counting of tokens.</param>
    /// <returns>Whether the output has ended, now or before.</returns>
    public async ValueTask<bool> EndIfFullAsync(CancellationToken cancellationToken)
    {
        if (await _limit.IsReachedByAsync(Text, cancellationToken).ConfigureAwait(false))
        {
            End(NudgingStopReason.Length);
        }

        return StopReason is not null;
    }

    /// <summary>Finds the regions, in a piece of text that may follow the output, that the aligned model alone writes.</summary>
    /// <param name="piece">The piece of text.</param>
    public ToolCallRegions CallRegions(string piece) =>
        _scanner is not null && _options.Calls!.AlignedLeads ? ToolCallRegions.In(_scanner, Text, piece) : ToolCallRegions.None;

    /// <summary>Takes the text that became publishable since the last call.</summary>
    /// <returns>The pieces; adjacent pieces of one source are joined. The last update has the calls of all pieces.</returns>
    public IReadOnlyList<NudgingUpdate> TakePublishable()
    {
        // Text that may begin a stop sequence is held back.
        int kept = StopReason is null ? Text.Length - _stops.PartialLength : Text.Length;
        FindCalls(Text.AsSpan(0, kept));
        int end = StopReason is null ? FinalLength(Text.AsSpan(0, kept)) : AnswerEnd();
        int start = Math.Max(_published, AnswerStart);
        _published = Math.Max(start, end);
        NudgingUpdate[] updates = [.. _rounds.Segments(Text, start, _published).Select(segment => new NudgingUpdate { Segment = segment })];
        if (updates.Length > 0)
        {
            updates[^1] = updates[^1] with { Parts = AnswerParts(_publishedParts, _published) };
            while (_publishedParts < _parts.Count && _parts[_publishedParts].End <= _published)
            {
                _publishedParts++;
            }
        }

        return updates;
    }

    /// <summary>Creates the result of the ended output.</summary>
    /// <param name="cancellationToken">Cancels the counting of tokens.</param>
    /// <returns>The result.</returns>
    public async ValueTask<NudgingResult> ToResultAsync(CancellationToken cancellationToken)
    {
        int end = AnswerEnd();
        int start = AnswerStart;
        string answer = Text[start..end];
        return new NudgingResult
        {
            Text = answer,
            Segments = _rounds.Segments(Text, start, end),
            Parts = AnswerParts(0, end),
            Nudges = _rounds.Nudges(Text),
            Rounds = _rounds.Rounds(Text),
            StopReason = StopReason ?? throw new InvalidOperationException("The output has not ended."),
            OutputTokens = await _baseModel.CountTokensAsync(answer, cancellationToken).ConfigureAwait(false),
            NudgingRatio = _rounds.NudgingRatio(Text),
        };
    }

    /// <summary>Creates the exception for a model that wrote text that its constraint does not allow.</summary>
    public static InvalidOperationException IgnoresConstraint() =>
        new("A model wrote text that the constraint does not allow. Its engine sets the capability Constraints but does not enforce constraints; use an engine that does.");

    private int FinalLength(ReadOnlySpan<char> text) => _stableText?.Advance(text) ?? text.Length;

    private int AnswerEnd() => _stableText?.Complete(Text) ?? Text.Length;

    // Gets the end of the first call, where the request allows only one. Text that is already part of the output stays.
    private int? EndOfOnlyCall(string text, int start) =>
        _scanner is not null && _options.Calls!.EndsAfterFirst && _scanner.Clone().Rest(text).Find(part => part.Kind == ScannedPartKind.Calls) is { } call
            ? Math.Max(start, call.End)
            : null;

    // Finds the calls in new text of the output. A call that equals the call before is not a repetition of text.
    private void FindCalls(ReadOnlySpan<char> text)
    {
        while (_scanner?.Next(text, isEnd: StopReason is not null) is { } part)
        {
            _parts.Add(part);
            if (part.Kind == ScannedPartKind.Calls)
            {
                _stableText?.Keep(text, part.End);
            }
        }
    }

    // Gets the decided parts of the answer up to a place in the output. Their places are places in the answer. Text is decided at
    // once; other parts are decided when they are complete, or when the answer has ended.
    private List<ScannedPart> AnswerParts(int first, int end)
    {
        List<ScannedPart> parts = [];
        foreach (ScannedPart part in _parts.Skip(first))
        {
            bool isDecided = part.Kind == ScannedPartKind.Text || part.End <= end || StopReason is not null;
            int partStart = Math.Max(part.Start, AnswerStart);
            int partEnd = Math.Min(part.End, end);
            if (isDecided && partStart < partEnd)
            {
                parts.Add(part with { Start = partStart - AnswerStart, End = partEnd - AnswerStart });
            }
        }

        return parts;
    }

    // Gets the end of the longest prefix within the limit that ends between two tokens, and that can be completed within the limit.
    private async ValueTask<int> FitAsync(string text, int start, IReadOnlyList<string> parts, bool isEnd, CancellationToken cancellationToken)
    {
        if (text.Length == start || (isEnd && await _limit.AllowsAsync(text, cancellationToken).ConfigureAwait(false)))
        {
            return text.Length;
        }

        int partEnd = start;
        int[] ends = [.. parts.Select(part => partEnd += part.Length).Where(end => end < text.Length), .. isEnd ? [] : new[] { text.Length }];
        if (_constrained is not null)
        {
            return await _constrained.AppendAsync(text, start, ends, cancellationToken).ConfigureAwait(false) ?? throw IgnoresConstraint();
        }

        foreach (int end in Enumerable.Reverse(ends))
        {
            if (await _limit.AllowsAsync(text[..end], cancellationToken).ConfigureAwait(false))
            {
                return end;
            }
        }

        return start;
    }
}
