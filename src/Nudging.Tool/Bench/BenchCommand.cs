using Nudging.Tool.Inflation;
using Spectre.Console;

namespace Nudging.Tool.Bench;

/// <summary>Measures a pair of models in each <see cref="BenchMode"/>.</summary>
internal static class BenchCommand
{
    private static readonly BenchMode[] Modes = Enum.GetValues<BenchMode>();

    /// <summary>Runs the command.</summary>
    /// <returns><see cref="ExitCode.Failed"/> where two modes that must give the same answer do not.</returns>
    public static async Task<int> RunAsync(BenchArguments arguments, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> questions = QuestionFile.Read(arguments.QuestionsPath, arguments.Count);

        List<string> faults = [];
        BenchReport report = await ProgressConsole.Create().Progress().StartAsync(progress => MeasureAsync(arguments, questions, progress, faults, cancellationToken));
        await ReportOutput.WriteAsync(report, () => BenchReportTable.Write(report), arguments.Json, cancellationToken);
        faults.ForEach(fault => Console.Error.WriteLine($"Error: {fault}"));
        return faults.Count == 0 ? ExitCode.Succeeded : ExitCode.Failed;
    }

    private static async Task<BenchReport> MeasureAsync(
        BenchArguments arguments, IReadOnlyList<string> questions, ProgressContext progress, List<string> faults, CancellationToken cancellationToken)
    {
        if (arguments.Inflate is not { } sizes)
        {
            Measurements original = await MeasurePairAsync(arguments.BaseModelPath, arguments.AlignedModelPath);
            return BenchReport.Of(original, arguments, inflated: null);
        }

        ProgressTask inflating = progress.AddTask("inflate", maxValue: 1);
        using InflatedModelPair inflated = await Task.Run(
            () => new InflatedModelPair(arguments.BaseModelPath, arguments.AlignedModelPath, sizes), cancellationToken);
        inflating.Increment(1);

        ProgressTask answering = progress.AddTask("answers of the original pair", maxValue: questions.Count * Modes.Length);
        IReadOnlyList<IReadOnlyDictionary<BenchMode, Answer>> answers = await AnswerAsync(arguments, questions, () => answering.Increment(1), cancellationToken);

        Measurements measurements = await MeasurePairAsync(inflated.BaseModelPath, inflated.AlignedModelPath);
        string[] differences = [.. measurements.DifferencesFrom(answers).Select(question => questions[question])];
        faults.AddRange(differences.Select(question => $"The inflated pair and the original pair answer this differently: {question}"));
        return BenchReport.Of(measurements, arguments, new(inflated.Sizes.Base, inflated.Sizes.Aligned, differences.Length == 0));

        async Task<Measurements> MeasurePairAsync(string baseModelPath, string alignedModelPath)
        {
            using var pair = BenchPair.Load(baseModelPath, alignedModelPath, arguments);
            ProgressTask measuring = progress.AddTask("measure", maxValue: arguments.Repetitions * questions.Count * Modes.Length);
            Measurements all = await Measurements.TakeAsync(
                new(pair, arguments), questions, arguments.Repetitions, () => measuring.Increment(1), cancellationToken);
            faults.AddRange(all.Differences().Select(question => $"Speculative and sequential nudging answer this differently: {questions[question]}"));
            return all;
        }
    }

    private static async Task<IReadOnlyList<IReadOnlyDictionary<BenchMode, Answer>>> AnswerAsync(
        BenchArguments arguments, IReadOnlyList<string> questions, Action tick, CancellationToken cancellationToken)
    {
        using var pair = BenchPair.Load(arguments.BaseModelPath, arguments.AlignedModelPath, arguments);
        var measurer = new Measurer(pair, arguments);
        List<IReadOnlyDictionary<BenchMode, Answer>> answers = [];
        foreach (string question in questions)
        {
            Dictionary<BenchMode, Answer> byMode = [];
            foreach (BenchMode mode in Modes)
            {
                byMode[mode] = (await measurer.MeasureAsync(mode, question, cancellationToken)).Answer;
                tick();
            }

            answers.Add(byMode);
        }

        return answers;
    }
}
