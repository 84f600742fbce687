using System.Runtime.InteropServices;

namespace Nudging.OnnxRuntime.Running;

/// <summary>The text that a model has read last, as tokens: what a next text has in common with it is not read again.</summary>
/// <remarks>Not thread safe. A call that fails or is cancelled leaves it usable.</remarks>
internal sealed class CachedSequence(KeyValueCache cache, ForwardPass pass, AppendPolicy policy)
{
    private readonly List<int> _tokens = [];

    // What the model would write after each token, where it was read; what is known needs no cache.
    private readonly List<TokenChoice?> _choices = [];

    /// <summary>Gets or sets what is told of each pass: the tokens in the cache before it, and those it appends.</summary>
    public Action<int, int>? PassObserver { get; set; }

    /// <summary>Makes the choices after a text's tokens known.</summary>
    /// <param name="tokens">The whole text.</param>
    /// <param name="from">The first token after which the choice is wanted.</param>
    /// <param name="run">Cancels.</param>
    public void Read(ReadOnlySpan<int> tokens, int from, CancellableRun run)
    {
        int common = CollectionsMarshal.AsSpan(_tokens).CommonPrefixLength(tokens);
        _tokens.RemoveRange(common, _tokens.Count - common);
        _choices.RemoveRange(common, _choices.Count - common);
        int unknown = from;
        while (unknown < common && _choices[unknown] is not null)
        {
            unknown++;
        }

        if (unknown < tokens.Length)
        {
            cache.Rewind(Math.Min(cache.Length, Math.Min(unknown, common)));
            cache.Reserve(tokens.Length);
            cache.Rewind(policy.Keep(cache.Length, tokens.Length));
            Append(tokens, from, run);
        }
    }

    /// <summary>What the model would write after a token of the text that was read last.</summary>
    /// <param name="index">The token's place, not before the first that was asked for.</param>
    public TokenChoice ChoiceAfter(int index) =>
        _choices[index] ?? throw new InvalidOperationException("The choice was not asked for.");

    private void Append(ReadOnlySpan<int> tokens, int from, CancellableRun run)
    {
        try
        {
            while (cache.Length < tokens.Length)
            {
                int start = cache.Length;
                int count = policy.PassLength(start, tokens.Length - start, pass.MostRows, pass.RowLimit);
                PassObserver?.Invoke(start, count);
                pass.Run(tokens.Slice(start, count), run);
                for (int i = start; i < start + count; i++)
                {
                    Remember(i, tokens[i], i >= from ? pass.ReadChoice(i - start) : null);
                }
            }
        }
        finally
        {
            pass.Trim();
        }
    }

    private void Remember(int index, int token, TokenChoice? choice)
    {
        if (index == _tokens.Count)
        {
            _tokens.Add(token);
            _choices.Add(choice);
        }
        else
        {
            _choices[index] ??= choice;
        }
    }
}
