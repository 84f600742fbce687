using Nudging.Tool.Inflation;
using Spectre.Console;

namespace Nudging.Tool.Bench;

/// <summary>Measures a pair of models.</summary>
internal static class BenchCommand
{
    private const int Succeeded = 0;
    private const int Failed = 1;

    public static async Task<int> RunAsync(BenchArguments arguments, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> questions = Questions.Read(arguments.QuestionsPath, arguments.Count);

        // Progress goes to the error stream, so that the output holds the result and nothing else.
        IAnsiConsole console = AnsiConsole.Create(new()
        {
            Out = new AnsiConsoleOutput(Console.Error),
            Ansi = Console.IsErrorRedirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = Console.IsErrorRedirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        });
        List<string> faults = [];
        Report report = await console.Progress().StartAsync(progress => GetLogProbabilitiesAsync(arguments, questions, progress, faults, cancellationToken));
        await WriteAsync(report, arguments.Json, cancellationToken);
        faults.ForEach(fault => Console.Error.WriteLine($"Error: {fault}"));
        return faults.Count == 0 ? Succeeded : Failed;
    }

    private static async Task<Report> GetLogProbabilitiesAsync(
        BenchArguments arguments, IReadOnlyList<string> questions, ProgressContext progress, List<string> faults, CancellationToken cancellationToken)
    {
        int ways = Enum.GetValues<BenchMode>().Length;
        IReadOnlyList<IReadOnlyDictionary<BenchMode, Answer>>? plain = null;
        InflatedPair? inflated = null;
        if (arguments.Inflate is { } sizes)
        {
            ProgressTask inflating = progress.AddTask("inflate", maxValue: 1);
            inflated = await Task.Run(() => new InflatedPair(arguments.BaseModelPath, arguments.AlignedModelPath, sizes), cancellationToken);
            inflating.Increment(1);
        }

        using (inflated)
        {
            if (inflated is not null)
            {
                ProgressTask answering = progress.AddTask("plain answers", maxValue: questions.Count * ways);
                plain = await AnswerPlainlyAsync(arguments, questions, () => answering.Increment(1), cancellationToken);
            }

            using var pair = BenchedPair.Load(
                inflated?.BaseModelPath ?? arguments.BaseModelPath, inflated?.AlignedModelPath ?? arguments.AlignedModelPath, arguments);
            ProgressTask measuring = progress.AddTask("measure", maxValue: arguments.Repetitions * questions.Count * ways);
            Measurements measurements = await Measurements.TakeAsync(
                new(pair, arguments), questions, arguments.Repetitions, () => measuring.Increment(1), cancellationToken);

            string[] differences = [.. measurements.Differences().Select(question => questions[question])];
            string[] fromPlain = plain is null ? [] : [.. measurements.DifferencesFrom(plain).Select(question => questions[question])];
            faults.AddRange(differences.Select(question => $"Speculative and sequential nudging answer this differently: {question}"));
            faults.AddRange(fromPlain.Select(question => $"The inflated pair and the plain one answer this differently: {question}"));
            return Report.Of(measurements, arguments, inflated is null ? null : new(inflated.Sizes, fromPlain.Length == 0));
        }
    }

    private static async Task<IReadOnlyList<IReadOnlyDictionary<BenchMode, Answer>>> AnswerPlainlyAsync(
        BenchArguments arguments, IReadOnlyList<string> questions, Action tick, CancellationToken cancellationToken)
    {
        using var pair = BenchedPair.Load(arguments.BaseModelPath, arguments.AlignedModelPath, arguments);
        var measurer = new Measurer(pair, arguments);
        List<IReadOnlyDictionary<BenchMode, Answer>> answers = [];
        foreach (string question in questions)
        {
            Dictionary<BenchMode, Answer> byWay = [];
            foreach (BenchMode way in Enum.GetValues<BenchMode>())
            {
                byWay[way] = (await measurer.GetLogProbabilitiesAsync(way, question, cancellationToken)).Answer;
                tick();
            }

            answers.Add(byWay);
        }

        return answers;
    }

    private static async Task WriteAsync(Report report, string? json, CancellationToken cancellationToken)
    {
        if (json == "-")
        {
            Console.WriteLine(report.ToJson());
            return;
        }

        ReportTable.Write(report);
        if (json is not null)
        {
            await File.WriteAllTextAsync(json, report.ToJson() + "\n", cancellationToken);
        }
    }
}
