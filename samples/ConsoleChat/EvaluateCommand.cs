using System.Globalization;
using Spectre.Console;

namespace ConsoleChat;

/// <summary>Evaluates the base model alone, the aligned model alone, and the pair on a file of questions.</summary>
internal static class EvaluateCommand
{
    public static async Task RunAsync(NudgedKernel kernel, string path, Arguments arguments)
    {
        IReadOnlyList<Question> questions = Question.Read(path);
        Comparison<Func<string, CancellationToken, Task<Answer>>> ask = new ComparisonRunner(kernel, arguments.MaxTokens).Ask;

        // Progress goes to the error stream, so that the output has only the result.
        IAnsiConsole console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) });
        using var interrupt = new Interrupt();
        Comparison<Score> scores = await console.Progress().StartAsync(async progress =>
        {
            var bars = new Comparison<ProgressTask>(Bar("base alone"), Bar("aligned alone"), Bar("nudged"));
            return new Comparison<Score>(
                await ScoreAsync(questions, ask.Base, bars.Base, interrupt.Token),
                await ScoreAsync(questions, ask.Aligned, bars.Aligned, interrupt.Token),
                await ScoreAsync(questions, ask.Nudged, bars.Nudged, interrupt.Token));

            ProgressTask Bar(string name) => progress.AddTask(name, maxValue: questions.Count);
        });

        Console.WriteLine(arguments.Json ? Answer.ToJson(scores) : Table(scores, questions));
    }

    private static async Task<Score> ScoreAsync(
        IReadOnlyList<Question> questions, Func<string, CancellationToken, Task<Answer>> ask, ProgressTask progress, CancellationToken cancellationToken)
    {
        List<(Question, Answer)> answers = [];
        foreach (Question question in questions)
        {
            answers.Add((question, await ask(question.Text, cancellationToken)));
            progress.Increment(1);
        }

        return Score.Of(answers);
    }

    private static string Table(Comparison<Score> scores, IReadOnlyList<Question> questions)
    {
        int held = questions.Count(question => question.Split == "held");
        const string Row = "{0,-14} {1,9} {2,9} {3,16} {4,14} {5,9} {6,9}";
        return string.Join(Environment.NewLine,
        [
            string.Create(CultureInfo.InvariantCulture, $"{questions.Count} questions, {held} of them held out"),
            string.Format(CultureInfo.InvariantCulture, Row, "", "accuracy", "held out", "ended by itself", "nudging ratio", "tokens", "seconds"),
            Line("base alone", scores.Base),
            Line("aligned alone", scores.Aligned),
            Line("nudged", scores.Nudged),
        ]);

        static string Line(string name, Score score) => string.Format(
            CultureInfo.InvariantCulture, Row, name, Percent(score.Accuracy), Percent(score.AccuracyHeld), Percent(score.EndedByItself),
            score.NudgingRatio.ToString("0.00", CultureInfo.InvariantCulture), score.OutputTokens, score.Seconds.ToString("0.0", CultureInfo.InvariantCulture));

        static string Percent(double? share) =>
            share is { } value ? string.Create(CultureInfo.InvariantCulture, $"{100 * value:0.0} %") : "-";
    }
}
