using System.Runtime.InteropServices;
using Nudging.Constraints;
using Nudging.Models;

namespace Nudging.OnnxRuntime.Running;

/// <summary>The text that a model has read last, as tokens: what a next text has in common with it is not read again.</summary>
/// <remarks>Not thread safe. A call that fails or is cancelled leaves it usable.</remarks>
/// <param name="cache">Its cache, disposed with it.</param>
/// <param name="pass">What computes.</param>
/// <param name="policy">What the provider allows.</param>
internal sealed class CachedSequence(KeyValueCache cache, ForwardPass pass, AppendPolicy policy) : IDisposable
{
    private readonly List<int> _tokens = [];

    // What the model would write after each token, where it was asked for; what is known needs no cache.
    private readonly List<(TokenChoice Choice, SamplingPosition? Point)> _choices = [];
    private SamplingOptions? _sampling;

    /// <summary>Gets how many tokens of the text that was read last needed no computing.</summary>
    public int Reused { get; private set; }

    /// <summary>Gets what was computed so far, for this text and all others.</summary>
    public OnnxModelStatistics Statistics => pass.Statistics;

    /// <summary>Gets how many tokens its cache holds.</summary>
    public int CachedTokens => cache.Length;

    /// <summary>Gets for how many tokens its cache has memory.</summary>
    public int CacheCapacity => cache.Capacity;

    /// <summary>Counts the first tokens of a text that its cache holds.</summary>
    public int CountCached(ReadOnlySpan<int> tokens) => Math.Min(cache.Length, CommonLength(tokens));

    /// <summary>Reads the first part of a long text in one pass.</summary>
    /// <param name="tokens">The whole text.</param>
    /// <param name="run">Cancels.</param>
    /// <returns>Whether anything was left to do so: <see langword="false"/> where one pass is enough for the rest of the text.</returns>
    public bool ReadAhead(ReadOnlySpan<int> tokens, CancellableRun run)
    {
        int common = CommonLength(tokens);
        if (!policy.AppendsSeveralTokens || tokens.Length - Math.Min(cache.Length, common) <= pass.MostRows)
        {
            return false;
        }

        DropAfter(common);
        Prepare(Math.Min(cache.Length, common), tokens.Length);
        Append(tokens[..(cache.Length + pass.MostRows)], [], null, run);
        return true;
    }

    /// <summary>Makes the choices after some tokens of a text known.</summary>
    /// <param name="tokens">The whole text.</param>
    /// <param name="wanted">The tokens after which the choice is wanted, in ascending order, and where each is drawn.</param>
    /// <param name="sampler">What draws the choices; <see langword="null"/> for the most probable tokens.</param>
    /// <param name="run">Cancels.</param>
    public void Read(ReadOnlySpan<int> tokens, ReadOnlySpan<ChoiceRequest> wanted, TokenSampler? sampler, CancellableRun run)
    {
        if (_sampling != sampler?.Options)
        {
            Forget();
            _sampling = sampler?.Options;
        }

        int common = CommonLength(tokens);
        if (common < tokens.Length)
        {
            DropAfter(common);
        }

        int known = 0;
        while (known < wanted.Length && IsKnown(wanted[known]))
        {
            known++;
        }

        Reused = tokens.Length;
        if (known < wanted.Length)
        {
            wanted = wanted[known..];
            Prepare(Math.Min(cache.Length, Math.Min(wanted[0].Index, common)), tokens.Length);
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
        int common = CommonLength(tokens);
        if (common < tokens.Length)
        {
            DropAfter(common);
        }

        Prepare(Math.Min(cache.Length, Math.Min(first - 1, common)), tokens.Length);
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

    /// <summary>Gives the cache's memory back and forgets the text.</summary>
    public void Release()
    {
        cache.Release();
        DropAfter(0);
    }

    public void Dispose() => cache.Dispose();

    private int CommonLength(ReadOnlySpan<int> tokens) => CollectionsMarshal.AsSpan(_tokens).CommonPrefixLength(tokens);

    private void DropAfter(int length)
    {
        _tokens.RemoveRange(length, _tokens.Count - length);
        _choices.RemoveRange(length, _choices.Count - length);
    }

    // Keeps so much of the cache, or what the provider allows, and makes room for a text.
    private void Prepare(int kept, int length)
    {
        cache.Rewind(kept);
        cache.Reserve(length);
        cache.Rewind(policy.Keep(cache.Length, length));
        Reused = cache.Length;
    }

    private bool IsKnown(ChoiceRequest wanted) => wanted.Index < _choices.Count && _choices[wanted.Index].Point == PointOf(wanted);

    // Where the most probable token is taken, all points are one. Else the point and the tokens before it tell all that a
    // choice depends on: what the constraint allows, and which tokens are the prompt's.
    private SamplingPosition PointOf(ChoiceRequest wanted) => _sampling is null ? default : wanted.Point;

    private void Forget()
    {
        for (int i = 0; i < _choices.Count; i++)
        {
            _choices[i] = default;
        }
    }

    private (int Start, int Count) RunPass(ReadOnlySpan<int> tokens, CancellableRun run)
    {
        int start = cache.Length;
        int count = policy.PassLength(start, tokens.Length - start, pass.MostRows, pass.RowLimit);
        pass.Run(cache, tokens.Slice(start, count), run);
        for (int i = _tokens.Count; i < start + count; i++)
        {
            _tokens.Add(tokens[i]);
            _choices.Add(default);
        }

        return (start, count);
    }

    private void Append(ReadOnlySpan<int> tokens, ReadOnlySpan<ChoiceRequest> wanted, TokenSampler? sampler, CancellableRun run)
    {
        try
        {
            while (cache.Length < tokens.Length)
            {
                (int start, int count) = RunPass(tokens, run);
                for (int i = start; i < start + count; i++)
                {
                    if (wanted.Length > 0 && wanted[0].Index == i)
                    {
                        if (!IsKnown(wanted[0]))
                        {
                            _choices[i] = (pass.ReadChoice(i - start, sampler, wanted[0], tokens[wanted[0].TextStart..(i + 1)]), PointOf(wanted[0]));
                        }

                        wanted = wanted[1..];
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
internal readonly record struct ChoiceRequest(int Index, SamplingPosition Point, TextConstraintState? State = null, int TextStart = 0);
