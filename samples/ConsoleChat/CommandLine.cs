using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using DemoPair;
using Nudging.OnnxRuntime;

namespace ConsoleChat;

/// <summary>Parses and runs the command line, and prints errors as one line.</summary>
internal static class CommandLine
{
    private const int Failed = 1;
    private const int Interrupted = 130;

    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            return await Create(RunAsync).Parse(args).InvokeAsync(new()
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (OperationCanceledException)
        {
            return Interrupted;
        }
        catch (Exception e) when (e is ModelLoadException or ArgumentException or FormatException or InvalidOperationException
            or NotSupportedException or IOException or UnauthorizedAccessException or JsonException)
        {
            await Console.Error.WriteLineAsync($"Error: {e.Message.ReplaceLineEndings(" ")}");
            return Failed;
        }
    }

    /// <summary>Creates the command.</summary>
    /// <param name="run">Runs the command.</param>
    public static RootCommand Create(Func<Arguments, Task> run)
    {
        var question = new Argument<string?>("question")
        {
            Description = "The question. Without a question, a chat begins; an empty line, 'exit' or the end of the input ends the chat.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var compare = new Option<bool>("--compare") { Description = "Print the answers of the base model alone, the aligned model alone, and the pair." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var evaluate = new Option<string?>("--evaluate")
        {
            Description = "Evaluate the base model alone, the aligned model alone, and the pair on the questions of FILE. "
                + "Each line is {question, answer, kind, split}; without FILE, the questions of the demo pair.",
            HelpName = "FILE",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var baseModel = new Option<string>("--base") { Description = "The folder of the base model.", HelpName = "DIR", DefaultValueFactory = _ => DemoPairFiles.BaseModelPath };
        var alignedModel = new Option<string>("--aligned") { Description = "The folder of the aligned model.", HelpName = "DIR", DefaultValueFactory = _ => DemoPairFiles.AlignedModelPath };
        var threshold = new Option<float?>("--threshold") { Description = "The threshold: below this top-1 probability of the base model, the aligned model supplies the next word (0.4).", HelpName = "X" };
        var provider = new Option<OnnxExecutionProvider?>("--provider")
        {
            Description = "The execution provider: cpu, directml[:N], cuda[:N], or the name of another provider in ONNX Runtime.",
            HelpName = "NAME",
            CustomParser = ParseProvider,
        };
        var maxTokens = new Option<int?>("--max-tokens") { Description = "The maximum number of tokens of an answer (512; 128 with --compare and --evaluate).", HelpName = "N" };

        var command = new RootCommand("Asks a pair of language models that write together by nudging. Words of the aligned model are coloured.")
        {
            question, compare, json, evaluate, baseModel, alignedModel, threshold, provider, maxTokens,
        };
        command.Validators.Add(result => Validate(result, result.GetValue(question), result.GetValue(compare), result.GetResult(evaluate) is not null));
        command.SetAction(result => run(new Arguments
        {
            Question = result.GetValue(question),
            Compare = result.GetValue(compare),
            Json = result.GetValue(json),
            Evaluate = result.GetResult(evaluate) is null ? null : result.GetValue(evaluate) ?? DemoPairFiles.QuestionsPath,
            BaseModelPath = result.GetValue(baseModel)!,
            AlignedModelPath = result.GetValue(alignedModel)!,
            Threshold = result.GetValue(threshold),
            Provider = result.GetValue(provider),
            MaxTokens = result.GetValue(maxTokens),
        }));
        return command;
    }

    private static void Validate(CommandResult result, string? question, bool compare, bool evaluate)
    {
        if (question is not null && string.IsNullOrWhiteSpace(question))
        {
            result.AddError("The question is empty.");
        }

        if (evaluate && (question is not null || compare))
        {
            result.AddError("--evaluate takes no question and no --compare.");
        }

        if (compare && question is null)
        {
            result.AddError("--compare needs a question.");
        }
    }

    private static OnnxExecutionProvider? ParseProvider(ArgumentResult result)
    {
        try
        {
            return OnnxExecutionProvider.Parse(result.Tokens[0].Value);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            result.AddError($"--provider: {e.Message}");
            return null;
        }
    }

    private static async Task RunAsync(Arguments arguments)
    {
        await using NudgedKernel kernel = NudgedKernel.Create(arguments);
        if (arguments.Evaluate is { } questions)
        {
            await EvaluateCommand.RunAsync(kernel, questions, arguments);
        }
        else if (arguments.Compare)
        {
            await CompareCommand.RunAsync(kernel, arguments.Question!, arguments);
        }
        else if (arguments.Question is { } question)
        {
            await AskCommand.RunAsync(kernel, question, arguments);
        }
        else
        {
            await ChatCommand.RunAsync(kernel, arguments);
        }
    }
}
