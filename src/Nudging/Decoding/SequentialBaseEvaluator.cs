using Nudging.Models;

namespace Nudging.Decoding;

/// <summary>Evaluates the base model sequentially, as published: one call for each word.</summary>
/// <param name="session">The base model's session.</param>
internal sealed class SequentialBaseEvaluator(ILanguageModelSession session) : IBaseEvaluator
{
    private static readonly ContinuationOptions OneToken = new() { MaxTokens = 1 };

    private string _output = "";
    private string _proposal = "";

    /// <inheritdoc/>
    public void Propose(string output, Continuation proposal)
    {
        _output = output;
        _proposal = proposal.Text;
    }

    /// <inheritdoc/>
    public async ValueTask<BaseChoice?> ChoiceAfterAsync(int length, CancellationToken cancellationToken)
    {
        Continuation choice = await session.ContinueAsync(_output + _proposal[..length], OneToken, cancellationToken).ConfigureAwait(false);
        return choice switch
        {
            { Tokens: [ContinuationToken token, ..] } => new BaseChoice(token.Text, token.Probability, false),
            { FinishReason: ContinuationFinishReason.ContextFull } => null,
            _ => new BaseChoice("", choice.FinishProbability, true),
        };
    }

    /// <inheritdoc/>
    public ValueTask<Continuation> ContinueAsync(string output, ContinuationOptions options, CancellationToken cancellationToken) =>
        session.ContinueAsync(output, options, cancellationToken);
}
