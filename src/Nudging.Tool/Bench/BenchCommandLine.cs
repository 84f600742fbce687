using System.CommandLine;
using Nudging.OnnxRuntime;
using Nudging.Tool.Inflation;

namespace Nudging.Tool.Bench;

/// <summary>The command line of <c>bench</c>.</summary>
internal static class BenchCommandLine
{
    /// <summary>Creates the command.</summary>
    /// <param name="run">Runs what the command line says; gives the exit code.</param>
    public static Command Create(Func<BenchArguments, CancellationToken, Task<int>> run)
    {
        Option<string> baseModel = CommonOptions.BaseModel();
        Option<string> alignedModel = CommonOptions.AlignedModel();
        Option<string> questions = CommonOptions.QuestionFile();
        Option<int> count = CommonOptions.Number("--count", "The most questions to ask, taken evenly from the file", 20);
        var threshold = new Option<float>("--threshold")
        {
            Description = "The base model writes where its top-1 probability is at least this (0.4).",
            HelpName = "X",
            DefaultValueFactory = _ => 0.4f,
        };
        var threads = new Option<int?>("--threads") { Description = "How many threads compute one operation of either model.", HelpName = "N" };
        threads.Validators.Add(CommonOptions.AtLeastOne);
        Option<int> repetitions = CommonOptions.Number("--repetitions", "How often each answer is measured", 3);
        Option<int> maxTokens = CommonOptions.Number("--max-tokens", "The most tokens of an answer", 128);
        Option<InflatedSizes?> inflate = CommonOptions.Parsed(
            "--inflate", "BASE,ALIGNED", "First make twins of both models that have as many parameters and say the same, such as 150M,15M.", InflatedSizes.Parse);
        Option<OnnxExecutionProvider?> provider = CommonOptions.Provider();
        Option<string?> json = CommonOptions.Json();

        var command = new Command("bench", "Measures base alone, aligned alone, nudging as published and nudging in its speculative form, on the same questions.")
        {
            baseModel, alignedModel, questions, count, threshold, threads, repetitions, maxTokens, inflate, provider, json,
        };
        command.SetAction((result, cancellationToken) => run(
            new()
            {
                BaseModelPath = result.GetValue(baseModel)!,
                AlignedModelPath = result.GetValue(alignedModel)!,
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
