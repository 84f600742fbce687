using System.Text;
using Nudging.Models;

namespace Nudging.Decoding;

/// <summary>Compares the length of the output with the maximum number of tokens. Counts only the new text where an upper bound suffices.</summary>
/// <param name="model">The model whose tokens count.</param>
/// <param name="maxTokens">The maximum number of tokens.</param>
/// <param name="trims">Whether white space around the output is not part of the answer.</param>
internal sealed class OutputLimit(ILanguageModel model, int maxTokens, bool trims)
{
    // New text may also change the last tokens of the text before.
    private const int SeamTokens = 8;

    private int _countedLength;
    private int _countedTokens;

    /// <summary>Tells whether an output is within the limit.</summary>
    /// <param name="output">The output; cheapest where the output begins with the output of the previous call.</param>
    /// <param name="cancellationToken">Cancels the counting.</param>
    public async ValueTask<bool> AllowsAsync(string output, CancellationToken cancellationToken) =>
        await MeasureAsync(output, 0, cancellationToken).ConfigureAwait(false) <= maxTokens;

    /// <summary>Tells whether an output is within the limit together with a completion.</summary>
    /// <param name="output">The output; cheapest where the output begins with the output of the previous call.</param>
    /// <param name="completion">The text that completes the output.</param>
    /// <param name="cancellationToken">Cancels the counting.</param>
    public async ValueTask<bool> AllowsAsync(string output, string completion, CancellationToken cancellationToken)
    {
        if (completion.Length == 0)
        {
            return await AllowsAsync(output, cancellationToken).ConfigureAwait(false);
        }

        int bytes = SeamTokens + Encoding.UTF8.GetByteCount(completion);
        return await MeasureAsync(output, bytes, cancellationToken).ConfigureAwait(false) + bytes <= maxTokens
            || await model.CountTokensAsync(output + completion, cancellationToken).ConfigureAwait(false) <= maxTokens;
    }

    /// <summary>Tells whether an output has reached the limit.</summary>
    /// <param name="output">The output; cheapest where the output begins with the output of the previous call.</param>
    /// <param name="cancellationToken">Cancels the counting.</param>
    public async ValueTask<bool> IsReachedByAsync(string output, CancellationToken cancellationToken) =>
        await MeasureAsync(output, 0, cancellationToken).ConfigureAwait(false) >= maxTokens;

    // Gets the number of tokens of an output, or an upper bound that leaves more tokens than are reserved: a byte is at most one token.
    private async ValueTask<int> MeasureAsync(string output, int reserved, CancellationToken cancellationToken)
    {
        if (output.Length >= _countedLength)
        {
            int bound = _countedTokens + SeamTokens + Encoding.UTF8.GetByteCount(output.AsSpan(_countedLength));
            if (bound < maxTokens - reserved)
            {
                return bound;
            }
        }

        // White space at the end becomes part of the answer when text follows.
        string counted = trims ? output.TrimEnd() : output;
        int tokens = await model.CountTokensAsync(trims ? counted.TrimStart() : counted, cancellationToken).ConfigureAwait(false);
        _countedLength = counted.Length;
        _countedTokens = tokens;
        return tokens;
    }
}
