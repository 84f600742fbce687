using System.Text;
using Nudging.Models;

namespace Nudging.Decoding;

/// <summary>Compares the length of the output with the greatest number of tokens, without counting all of the output each time.</summary>
/// <param name="model">The model whose tokens count.</param>
/// <param name="maxTokens">The greatest number of tokens.</param>
/// <param name="trims">Whether white space around the output is not part of the answer.</param>
internal sealed class OutputLimit(ILanguageModel model, int maxTokens, bool trims)
{
    // Text added at the end may also change the tokens just before it.
    private const int SeamTokens = 8;

    private int _countedLength;
    private int _countedTokens;

    /// <summary>Tells whether an output is within the limit.</summary>
    /// <param name="output">The output; cheapest where it begins with the one measured before.</param>
    /// <param name="cancellationToken">Cancels the counting.</param>
    public async ValueTask<bool> AllowsAsync(string output, CancellationToken cancellationToken) =>
        await MeasureAsync(output, cancellationToken).ConfigureAwait(false) <= maxTokens;

    /// <summary>Tells whether an output has reached the limit.</summary>
    /// <param name="output">The output; cheapest where it begins with the one measured before.</param>
    /// <param name="cancellationToken">Cancels the counting.</param>
    public async ValueTask<bool> IsReachedByAsync(string output, CancellationToken cancellationToken) =>
        await MeasureAsync(output, cancellationToken).ConfigureAwait(false) >= maxTokens;

    // The tokens of an output, or an upper bound below the limit: a byte is at most one token.
    private async ValueTask<int> MeasureAsync(string output, CancellationToken cancellationToken)
    {
        if (output.Length >= _countedLength)
        {
            int bound = _countedTokens + SeamTokens + Encoding.UTF8.GetByteCount(output.AsSpan(_countedLength));
            if (bound < maxTokens)
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
