namespace Nudging.Tool.Bench;

/// <summary>What all questions took together, once.</summary>
internal sealed record Total(
    long Tokens, TimeSpan Time, long BasePasses, long AlignedPasses, TimeSpan RunTime, long ManagedBytes, long DraftedTokens, long AcceptedDraftTokens)
{
    public double TokensPerSecond => Tokens / Time.TotalSeconds;

    public static Total Of(IReadOnlyList<Measurement> answers) => new(
        answers.Sum(answer => (long)answer.Answer.Tokens),
        new(answers.Sum(answer => answer.Time.Ticks)),
        answers.Sum(answer => answer.BasePasses),
        answers.Sum(answer => answer.AlignedPasses),
        new(answers.Sum(answer => answer.RunTime.Ticks)),
        answers.Sum(answer => answer.ManagedBytes),
        answers.Sum(answer => (long)answer.Answer.DraftedTokens),
        answers.Sum(answer => (long)answer.Answer.AcceptedDraftTokens));
}
