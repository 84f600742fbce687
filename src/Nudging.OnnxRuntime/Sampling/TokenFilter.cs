using Nudging.Models;

namespace Nudging.OnnxRuntime.Sampling;

/// <summary>Counts the most probable candidates that a draw keeps.</summary>
/// <param name="candidates">The most probable tokens, in descending order; the list may lack some of the tokens that the previous filters have kept.</param>
/// <param name="sum">The sum of the weights of all tokens that the previous filters have kept.</param>
/// <returns>The number of candidates to keep; greater than the number of candidates where the filter needs more candidates.</returns>
internal delegate int TokenFilter(ReadOnlySpan<TokenCandidate> candidates, double sum);

/// <summary>The filters of <see cref="SamplingOptions"/>.</summary>
internal static class TokenFilters
{
    /// <summary>Gets the filters that some options ask for, in the order of their application.</summary>
    public static IReadOnlyList<TokenFilter> For(SamplingOptions options)
    {
        List<TokenFilter> filters = [];
        if (options.TopK > 0)
        {
            filters.Add((_, _) => options.TopK);
        }

        if (options.TopP is float topP and < 1)
        {
            filters.Add((candidates, sum) => CountToReach(candidates, topP * sum));
        }

        if (options.MinP > 0)
        {
            filters.Add((candidates, _) => CountFrom(candidates, options.MinP));
        }

        return filters;
    }

    private static int CountToReach(ReadOnlySpan<TokenCandidate> candidates, double sum)
    {
        double reached = 0;
        int count = 0;
        while (count < candidates.Length && reached < sum)
        {
            reached += candidates[count++].Weight;
        }

        return reached >= sum ? count : candidates.Length + 1;
    }

    private static int CountFrom(ReadOnlySpan<TokenCandidate> candidates, float minWeight)
    {
        int count = 0;
        while (count < candidates.Length && candidates[count].Weight >= minWeight)
        {
            count++;
        }

        return count < candidates.Length ? count : candidates.Length + 1;
    }
}
