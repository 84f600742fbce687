using System.CommandLine;
using Nudging.OnnxRuntime;
using Nudging.Tool.Inflation;

namespace Nudging.Tool.Bench;

/// <summary>The command line of <c>bench</c>.</summary>
internal static class BenchCommandLine
{
    /// <summary>Creates the command.</summary>
    /// <param name="run">Runs the command and returns the exit code.</param>
    public static Command Create(Func<BenchArguments, CancellationToken, Task<int>> run)
    {
        Option<string> baseModel = CommonOptions.BaseModel();
        Option<string> alignedModel = CommonOptions.AlignedModel();
        Option<string> questions = CommonOptions.QuestionFile();
        Option<int> count = CommonOptions.Number("--count", "The maximum number of questions, spaced evenly over the file", 20);
        var threshold = new Option<float>("--threshold")
        {
            Description = "Threshold of the top-1 probability: below, the aligned model supplies the next word (0.4).",
            HelpName = "X",
            DefaultValueFactory = _ => 0.4f,
        };
        var threads = new Option<int?>("--threads") { Description = "Threads of one operator of either model.", HelpName = "N" };
        threads.Validators.Add(CommonOptions.AtLeastOne);
        Option<int> repetitions = CommonOptions.Number("--repetitions", "Measurements of each answer", 3);
        Option<int> maxTokens = CommonOptions.Number("--max-tokens", "The maximum number of tokens of an answer", 128);
        Option<InflatedSizes?> inflate = CommonOptions.Parsed(
            "--inflate", "BASE,ALIGNED", "Measure copies of both models with as many parameters, such as 150M,15M, whose added layers do not change the answers.", InflatedSizes.Parse);
        Option<OnnxExecutionProvider?> provider = CommonOptions.Provider();
        Option<string?> json = CommonOptions.Json();

        var command = new Command("bench", "Measures the base model alone, the aligned model alone, sequential nudging and speculative nudging on the same questions.")
        {
            baseModel, alignedModel, questions, count, threshold, threads, repetitions, maxTokens, inflate, provider, json,
        };
        command.SetAction((result, cancellationToken) => run(
            new()
            {
                BaseModelPath = ModelLocator.Find(result.GetValue(baseModel)!),
                AlignedModelPath = ModelLocator.Find(result.GetValue(alignedModel)!),
                QuestionsPath = result.GetValue(questions)!,
                Count = result.GetValue(count),
                Threshold = result.GetValue(threshold),
                Threads = result.GetValue(threads),
                Repetitions = result.GetValue(repetitions),
                MaxTokens = result.GetValue(maxTokens),
                Inflate = result.GetValue(inflate),
                Provider = result.GetValue(provider),
                Json = result.GetValue(json),
            },
            cancellationToken));
        return command;
    }
}
