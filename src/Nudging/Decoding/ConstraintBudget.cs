using System.Globalization;
using Nudging.Models;

namespace Nudging.Decoding;

/// <summary>Computes, before the first forward pass, the room that the shortest answer under a constraint needs.</summary>
internal static class ConstraintBudget
{
    /// <summary>Counts the tokens of the shortest answer of a pair.</summary>
    /// <param name="baseModel">The base model, whose tokens count for the limit.</param>
    /// <param name="alignedModel">The aligned model.</param>
    /// <param name="options">The settings.</param>
    /// <param name="cancellationToken">Cancels the counting.</param>
    /// <returns>The numbers of tokens of both models, at least 1.</returns>
    /// <exception cref="ArgumentException">The shortest answer exceeds the maximum number of output tokens.</exception>
    public static async ValueTask<(int Base, int Aligned)> CountAsync(
        ILanguageModel baseModel, ILanguageModel alignedModel, NudgingOptions options, CancellationToken cancellationToken)
    {
        int needed = await CountAsync(baseModel, options, cancellationToken).ConfigureAwait(false);
        return (needed, options.Constraint is null
            ? 1
            : Math.Max(1, await ConstrainedText.CountShortestAsync(options.Constraint, alignedModel, cancellationToken).ConfigureAwait(false)));
    }

    /// <summary>Counts the tokens of the shortest answer.</summary>
    /// <param name="model">The model whose tokens count for the limit.</param>
    /// <param name="options">The settings.</param>
    /// <param name="cancellationToken">Cancels the counting.</param>
    /// <returns>The number of tokens, at least 1.</returns>
    /// <exception cref="ArgumentException">The shortest answer exceeds the maximum number of output tokens.</exception>
    public static async ValueTask<int> CountAsync(ILanguageModel model, NudgingOptions options, CancellationToken cancellationToken)
    {
        int needed = options.Constraint is null ? 1 : await ConstrainedText.CountShortestAsync(options.Constraint, model, cancellationToken).ConfigureAwait(false);
        return needed <= options.MaxOutputTokens ? Math.Max(1, needed) : throw new ArgumentException(string.Create(
            CultureInfo.InvariantCulture,
            $"{nameof(NudgingOptions.MaxOutputTokens)} is {options.MaxOutputTokens}, but the shortest answer that the response format, the required tool call or {nameof(NudgingOptions.Constraint)} allows has {needed} tokens; {nameof(NudgingOptions.MaxOutputTokens)} must be at least {needed}."));
    }
}
