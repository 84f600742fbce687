using System.Runtime.InteropServices;
using Nudging.Constraints;
using Nudging.Models;

namespace Nudging.OnnxRuntime.Running;

/// <summary>The text that a model has read last, as tokens: what a next text has in common with it is not read again.</summary>
/// <remarks>Not thread safe. A call that fails or is cancelled leaves it usable.</remarks>
internal sealed class CachedSequence(KeyValueCache cache, ForwardPass pass, AppendPolicy policy)
{
    private readonly List<int> _tokens = [];

    // What the model would write after each token, where it was asked for; what is known needs no cache.
    private readonly List<(TokenChoice Choice, DrawPoint? Point)> _choices = [];
    private SamplingOptions? _sampling;

    /// <summary>Gets how many tokens of the text that was read last needed no computing.</summary>
    public int Reused { get; private set; }

    /// <summary>Gets what was computed so far.</summary>
    public OnnxModelStatistics Statistics => pass.Statistics;

    /// <summary>Gets or sets what is told of each pass: the tokens in the cache before it, and those it appends.</summary>
    public Action<int, int>? PassObserver { get; set; }

    /// <summary>Makes the choices after some tokens of a text known.</summary>
    /// <param name="tokens">The whole text.</param>
    /// <param name="wanted">The tokens after which the choice is wanted, in ascending order, and where each is drawn.</param>
    /// <param name="sampler">What draws the choices; <see langword="null"/> for the most probable tokens.</param>
    /// <param name="run">Cancels.</param>
    public void Read(ReadOnlySpan<int> tokens, ReadOnlySpan<WantedChoice> wanted, TokenSampler? sampler, CancellableRun run)
    {
        if (_sampling != sampler?.Options)
        {
            Forget();
            _sampling = sampler?.Options;
        }

        int common = KeepCommon(tokens);
        int known = 0;
        while (known < wanted.Length && IsKnown(wanted[known]))
        {
            known++;
        }

        Reused = tokens.Length;
        if (known < wanted.Length)
        {
            wanted = wanted[known..];
            Rewind(Math.Min(wanted[0].Index, common), tokens.Length);
            Append(tokens[..(wanted[^1].Index + 1)], wanted, sampler, run);
        }
    }

    /// <summary>Reads how probable the tokens of a text are. What the model would write there is not asked.</summary>
    /// <param name="tokens">The whole text.</param>
    /// <param name="logProbabilities">The natural logarithms, of the last tokens; there must be a token before them.</param>
    /// <param name="run">Cancels.</param>
    public void Measure(ReadOnlySpan<int> tokens, Span<float> logProbabilities, CancellableRun run)
    {
        int first = tokens.Length - logProbabilities.Length;
        Rewind(Math.Min(first - 1, KeepCommon(tokens)), tokens.Length);
        try
        {
            while (cache.Length < tokens.Length - 1)
            {
                (int start, int count) = RunPass(tokens[..^1], run);
                for (int i = Math.Max(start, first - 1); i < start + count; i++)
                {
                    logProbabilities[i + 1 - first] = pass.ReadLogProbability(i - start, tokens[i + 1]);
                }
            }
        }
        finally
        {
            pass.Trim();
        }
    }

    /// <summary>What the model would write after a token of the text that was read last.</summary>
    /// <param name="index">The token's place, one of those that were asked for.</param>
    public TokenChoice ChoiceAfter(int index) =>
        _choices[index] is (var choice, not null) ? choice : throw new InvalidOperationException("The choice was not asked for.");

    private bool IsKnown(WantedChoice wanted) => wanted.Index < _choices.Count && _choices[wanted.Index].Point == PointOf(wanted);

    // Where the most probable token is taken, all points are one. Else the point and the tokens before it tell all that a
    // choice depends on: what the constraint allows, and which tokens are the prompt's.
    private DrawPoint PointOf(WantedChoice wanted) => _sampling is null ? default : wanted.Point;

    private void Forget()
    {
        for (int i = 0; i < _choices.Count; i++)
        {
            _choices[i] = default;
        }
    }

    // Drops what a text does not begin with; tells how many tokens are left.
    private int KeepCommon(ReadOnlySpan<int> tokens)
    {
        int common = CollectionsMarshal.AsSpan(_tokens).CommonPrefixLength(tokens);
        if (common < tokens.Length)
        {
            _tokens.RemoveRange(common, _tokens.Count - common);
            _choices.RemoveRange(common, _choices.Count - common);
        }

        return common;
    }

    private void Rewind(int length, int most)
    {
        cache.Rewind(Math.Min(cache.Length, length));
        cache.Reserve(most);
        cache.Rewind(policy.Keep(cache.Length, most));
        Reused = cache.Length;
    }

    private (int Start, int Count) RunPass(ReadOnlySpan<int> tokens, CancellableRun run)
    {
        int start = cache.Length;
        int count = policy.PassLength(start, tokens.Length - start, pass.MostRows, pass.RowLimit);
        PassObserver?.Invoke(start, count);
        pass.Run(tokens.Slice(start, count), run);
        for (int i = _tokens.Count; i < start + count; i++)
        {
            _tokens.Add(tokens[i]);
            _choices.Add(default);
        }

        return (start, count);
    }

    private void Append(ReadOnlySpan<int> tokens, ReadOnlySpan<WantedChoice> wanted, TokenSampler? sampler, CancellableRun run)
    {
        try
        {
            while (cache.Length < tokens.Length)
            {
                (int start, int count) = RunPass(tokens, run);
                for (int i = start; i < start + count; i++)
                {
                    if (wanted[0].Index == i)
                    {
                        if (!IsKnown(wanted[0]))
                        {
                            _choices[i] = (pass.ReadChoice(i - start, sampler, wanted[0], tokens[wanted[0].TextStart..(i + 1)]), PointOf(wanted[0]));
                        }

                        wanted = wanted.Length > 1 ? wanted[1..] : wanted;
                    }
                }
            }
        }
        finally
        {
            pass.Trim();
        }
    }
}

/// <summary>A token of a text after which the model's choice is wanted.</summary>
/// <param name="Index">The token's place.</param>
/// <param name="Point">Where the choice is drawn.</param>
/// <param name="State">What a constraint allows there; <see langword="null"/> for anything.</param>
/// <param name="TextStart">The first token of the text that penalties are about.</param>
internal readonly record struct WantedChoice(int Index, DrawPoint Point, TextConstraintState? State = null, int TextStart = 0);
