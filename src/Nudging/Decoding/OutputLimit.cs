using System.Text;
using Nudging.Models;

namespace Nudging.Decoding;

/// <summary>Measures output against the most tokens it may have, without counting all of it each time.</summary>
/// <param name="model">The model whose tokens count.</param>
/// <param name="maxTokens">The most tokens.</param>
/// <param name="trims">Whether white space around the output is not part of the answer.</param>
internal sealed class OutputLimit(ILanguageModel model, int maxTokens, bool trims)
{
    // Text added at the end may also change the tokens just before it.
    private const int SeamTokens = 8;

    private int _countedLength;
    private int _countedTokens;

    /// <summary>Tells whether an output is within the limit.</summary>
    /// <param name="output">The output; cheapest where it begins with the one measured before.</param>
    public bool Allows(string output) => Measure(output) <= maxTokens;

    /// <summary>Tells whether an output has all the tokens it may have.</summary>
    /// <param name="output">The output; cheapest where it begins with the one measured before.</param>
    public bool IsReachedBy(string output) => Measure(output) >= maxTokens;

    // The tokens of an output; or an upper bound, where even that is below the limit. A byte is at most one token.
    private int Measure(string output)
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
        _countedLength = counted.Length;
        _countedTokens = model.CountTokens(trims ? counted.TrimStart() : counted);
        return _countedTokens;
    }
}
