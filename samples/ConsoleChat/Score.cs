namespace ConsoleChat;

/// <summary>The result of --evaluate; shares are between 0 and 1.</summary>
/// <param name="Accuracy">The share of right answers.</param>
/// <param name="AccuracyHeld">The share of right answers to the questions of the split "held"; null where there are no such questions.</param>
/// <param name="EndedByItself">The share of answers that the model, not a limit, ended after a whole sentence.</param>
/// <param name="NudgingRatio">The mean nudging ratio.</param>
/// <param name="OutputTokens">The number of tokens of all answers.</param>
/// <param name="Seconds">The time for all answers.</param>
internal sealed record Score(double Accuracy, double? AccuracyHeld, double EndedByItself, double NudgingRatio, int OutputTokens, double Seconds)
{
    public static Score Of(IReadOnlyList<(Question Question, Answer Answer)> answers)
    {
        bool[] right = [.. answers.Select(pair => AnswerJudge.IsCorrect(pair.Answer.Text, pair.Question.Answer))];
        bool[] rightHeld = [.. right.Where((_, i) => answers[i].Question.Split == "held")];
        return new(
            Share(right),
            rightHeld.Length == 0 ? null : Share(rightHeld),
            Share([.. answers.Select(pair => pair.Answer.EndedByItself)]),
            answers.Average(pair => pair.Answer.NudgingRatio),
            answers.Sum(pair => pair.Answer.OutputTokens),
            answers.Sum(pair => pair.Answer.Seconds));
    }

    private static double Share(bool[] values) => values.Average(value => value ? 1.0 : 0.0);
}
