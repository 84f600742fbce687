using System.Text;
using Nudging.Constraints;
using Nudging.Models;

namespace Nudging.Decoding;

/// <summary>A text under a constraint, which can be completed within the limit of tokens at any time.</summary>
/// <param name="limit">The limit of tokens.</param>
/// <param name="start">The first state of the constraint.</param>
internal sealed class ConstrainedText(OutputLimit limit, TextConstraintState start)
{
    private TextConstraintState _state = start;

    /// <summary>Gets a value indicating whether the text is complete, and nothing may follow.</summary>
    public bool IsCompleted => !_state.CanContinue;

    /// <summary>Gets a value indicating whether the text may end here.</summary>
    public bool CanEnd => _state.CanEnd;

    /// <summary>Gets the shortest text after which the text may end.</summary>
    public string Completion => CompletionOf(_state) ?? "";

    /// <summary>Counts the tokens of the shortest text that a constraint allows.</summary>
    /// <param name="constraint">The constraint.</param>
    /// <param name="model">The model whose tokens count.</param>
    /// <param name="cancellationToken">Cancels the counting.</param>
    /// <exception cref="NotSupportedException">The constraint does not find its shortest text.</exception>
    public static ValueTask<int> CountShortestAsync(TextConstraint constraint, ILanguageModel model, CancellationToken cancellationToken) =>
        model.CountTokensAsync(
            CompletionOf(constraint.Start) ?? throw new NotSupportedException(
                $"The shortest text that {nameof(NudgingOptions.Constraint)} allows is not known, or has more than 1,048,576 bytes, so that an answer cannot be completed within {nameof(NudgingOptions.MaxOutputTokens)}. Relax the constraint; a constraint of your own overrides {nameof(TextConstraintState)}.{nameof(TextConstraintState.FindShortestCompletion)}."),
            cancellationToken);

    /// <summary>Appends text, as far as the text can be completed within the limit.</summary>
    /// <param name="text">The text so far and the new text.</param>
    /// <param name="from">The place where the new text begins.</param>
    /// <param name="ends">The places, in ascending order, where the new text may be cut; the last place is its end.</param>
    /// <param name="cancellationToken">Cancels the counting of tokens.</param>
    /// <returns>The end of the part that was appended, the last possible one; <see langword="null"/> where the constraint does not allow the text.</returns>
    public async ValueTask<int?> AppendAsync(string text, int from, IReadOnlyList<int> ends, CancellationToken cancellationToken)
    {
        List<(int End, TextConstraintState State)> states = [(from, _state)];
        foreach (int end in ends)
        {
            if (states[^1].State.Advance(Encoding.UTF8.GetBytes(text[states[^1].End..end])) is not TextConstraintState state)
            {
                return null;
            }

            states.Add((end, state));
        }

        int last = states.Count - 1;
        while (last > 0 && (CompletionOf(states[last].State) is not string completion
            || !await limit.AllowsAsync(text[..states[last].End], completion, cancellationToken).ConfigureAwait(false)))
        {
            last--;
        }

        _state = states[last].State;
        return states[last].End;
    }

    private static string? CompletionOf(TextConstraintState state) => state.FindShortestCompletion() is byte[] bytes ? Encoding.UTF8.GetString(bytes) : null;
}
