using System.Runtime.InteropServices;
using Nudging.Models;
using Nudging.OnnxRuntime.Running;
using Nudging.OnnxRuntime.Tokenization;

namespace Nudging.OnnxRuntime;

/// <summary>One request: a prompt, and what is asked about the texts that follow it.</summary>
internal sealed class OnnxLanguageModelSession(OnnxLanguageModel model, string prompt) : ILanguageModelSession
{
    private readonly ModelText _text = model.Text;
    private bool _disposed;

    /// <inheritdoc/>
    public ValueTask<Continuation> ContinueAsync(string text, ContinuationOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxTokens, 1, "options.MaxTokens");
        ObjectDisposedException.ThrowIf(_disposed, this);
        var stops = new StopStrings(options.StopStrings);
        return new(model.ComputeAsync((sequence, run) => Continue(text, options, stops, sequence, run), cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ScoredPosition>> ScoreAsync(string text, string draft, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(draft);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new(model.ComputeAsync<IReadOnlyList<ScoredPosition>>((sequence, run) => Score(text, draft, sequence, run), cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _disposed = true;
        return default;
    }

    private Continuation Continue(string text, ContinuationOptions options, StopStrings stops, CachedSequence sequence, CancellableRun run)
    {
        List<int> ids = [.. _text.Encode(prompt, text).Ids];
        ITokenDecoder decoder = model.Tokenizer.CreateDecoder();
        var tokens = new List<ContinuationToken>();
        while (tokens.Count < options.MaxTokens)
        {
            if (ids.Count >= model.Info.ContextLength)
            {
                return new(tokens, ContinuationEnd.ContextFull);
            }

            sequence.Read(CollectionsMarshal.AsSpan(ids), ids.Count - 1, run);
            TokenChoice choice = sequence.ChoiceAfter(ids.Count - 1);
            bool exempt = tokens.Count == 0 && options.AlwaysAcceptFirst;
            if (choice.Probability < options.Floor && !exempt)
            {
                return new(tokens, ContinuationEnd.BelowFloor, choice.Probability);
            }

            if (_text.IsEndOfSequence(choice.Id))
            {
                return new(tokens, ContinuationEnd.EndOfSequence, choice.Probability);
            }

            ids.Add(choice.Id);
            tokens.Add(new(decoder.Next(choice.Id), choice.Probability));
            if (stops.CutAtFirst(tokens))
            {
                return new(tokens, ContinuationEnd.StopString);
            }
        }

        return new(tokens, ContinuationEnd.MaxTokens);
    }

    private ScoredPosition[] Score(string text, string draft, CachedSequence sequence, CancellableRun run)
    {
        int start = prompt.Length + text.Length;
        EncodedText whole = _text.Encode(prompt, text + draft);
        int[] offsets = [.. whole.Ends.Where(end => end > start && end < start + draft.Length).Select(end => end - start).Prepend(0).Append(draft.Length).Distinct()];

        // Positions whose text has the tokens that it has within the whole are read together. Others, where tokens
        // merge over the position or the cut into words looks ahead, are read by themselves, so that each position
        // tells what a continuation from there would.
        var together = new List<(int Place, int Last)>();
        var positions = new ScoredPosition[offsets.Length];
        for (int i = 0; i < offsets.Length; i++)
        {
            int[] ids = offsets[i] == draft.Length ? whole.Ids : _text.Encode(prompt, text + draft[..offsets[i]]).Ids;
            if (whole.Ids.AsSpan().StartsWith(ids))
            {
                together.Add((i, ids.Length - 1));
            }
            else
            {
                sequence.Read(ids, ids.Length - 1, run);
                positions[i] = Position(offsets[i], sequence.ChoiceAfter(ids.Length - 1));
            }
        }

        sequence.Read(whole.Ids, together.Min(position => position.Last), run);
        foreach ((int place, int last) in together)
        {
            positions[place] = Position(offsets[place], sequence.ChoiceAfter(last));
        }

        return positions;
    }

    private ScoredPosition Position(int offset, TokenChoice choice)
    {
        bool ends = _text.IsEndOfSequence(choice.Id);
        return new(offset, ends ? string.Empty : model.Tokenizer.CreateDecoder().Next(choice.Id), choice.Probability, ends);
    }
}
