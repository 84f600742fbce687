using System.CommandLine;
using System.CommandLine.Parsing;
using DemoPair;
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
        Option<string> baseModel = Text("--base", "DIR", "The folder of the base model; the demo pair's if not given.", DemoPairFiles.BaseModelPath);
        Option<string> alignedModel = Text("--aligned", "DIR", "The folder of the aligned model; the demo pair's if not given.", DemoPairFiles.AlignedModelPath);
        Option<string> questions = Text("--questions", "FILE", "What to ask, one {question} a line; the demo pair's questions if not given.", DemoPairFiles.QuestionsPath);
        Option<int> count = Number("--count", "The most questions to ask, taken evenly from the file", 20);
        var threshold = new Option<float>("--threshold")
        {
            Description = "The base model writes where its top-1 probability is at least this (0.4).",
            HelpName = "X",
            DefaultValueFactory = _ => 0.4f,
        };
        var threads = new Option<int?>("--threads") { Description = "How many threads compute one operation of either model.", HelpName = "N" };
        threads.Validators.Add(AtLeastOne);
        Option<int> repetitions = Number("--repetitions", "How often each answer is measured", 3);
        Option<int> maxTokens = Number("--max-tokens", "The most tokens of an answer", 128);
        Option<InflatedSizes?> inflate = CommonOptions.Parsed(
            "--inflate", "BASE,ALIGNED", "First make twins of both models that have as many parameters and say the same, such as 150M,15M.", InflatedSizes.Parse);
        Option<OnnxExecutionProvider?> provider = CommonOptions.Provider();
        Option<string?> json = CommonOptions.Json();

        var command = new Command("bench", "Measures base alone, aligned alone, nudging as published and nudging in its fast form, on the same questions.")
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

    private static Option<string> Text(string name, string helpName, string description, string value) =>
        new(name) { Description = description, HelpName = helpName, DefaultValueFactory = _ => value };

    private static Option<int> Number(string name, string description, int value)
    {
        var option = new Option<int>(name) { Description = $"{description} ({value}).", HelpName = "N", DefaultValueFactory = _ => value };
        option.Validators.Add(AtLeastOne);
        return option;
    }

    private static void AtLeastOne(OptionResult result)
    {
        if (result.Tokens is [var token] && int.TryParse(token.Value, out int number) && number < 1)
        {
            result.AddError($"{result.Option.Name} is {number}; it must be at least 1.");
        }
    }
}
