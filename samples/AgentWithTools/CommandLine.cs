using System.CommandLine;
using System.Text.Json;
using DemoPair;
using Nudging.OnnxRuntime;

namespace AgentWithTools;

/// <summary>Parses and runs the command line, and prints errors as one line.</summary>
internal static class CommandLine
{
    private const int Failed = 1;
    private const int Interrupted = 130;

    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            return await Create().Parse(args).InvokeAsync(new() { EnableDefaultExceptionHandler = false });
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

    private static RootCommand Create()
    {
        var prompt = new Argument<string?>("prompt") { Description = "The prompt for the agent.", Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json") { Description = "Print JSON: {calls: [{function, arguments, result}], answer}." };
        var evaluate = new Option<string?>("--evaluate")
        {
            Description = "Ask every prompt of FILE and print {toolAccuracy, answersWithResult, prompts} as JSON. "
                + "Each line is {prompt, function, arguments}; without FILE, the prompts of the demo pair.",
            HelpName = "FILE",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var baseModel = new Option<string>("--base") { Description = "The folder of the base model.", HelpName = "DIR", DefaultValueFactory = _ => DemoPairFiles.BaseModelPath };
        var alignedModel = new Option<string>("--aligned") { Description = "The folder of the aligned model.", HelpName = "DIR", DefaultValueFactory = _ => DemoPairFiles.AlignedModelPath };
        var threshold = new Option<float?>("--threshold") { Description = "The threshold: below this top-1 probability of the base model, the aligned model supplies the next word (0.4).", HelpName = "X" };

        var command = new RootCommand("Runs an agent with tools for the weather and for the stock of a shop.") { prompt, json, evaluate, baseModel, alignedModel, threshold };
        command.Validators.Add(result =>
        {
            if (string.IsNullOrWhiteSpace(result.GetValue(prompt)) == (result.GetResult(evaluate) is null))
            {
                result.AddError("Give either a prompt or --evaluate.");
            }
        });
        command.SetAction((result, cancellationToken) => RunAsync(
            new Arguments
            {
                Prompt = result.GetValue(prompt),
                Json = result.GetValue(json),
                Evaluate = result.GetResult(evaluate) is null ? null : result.GetValue(evaluate) ?? DemoPairFiles.ToolPromptsPath,
                BaseModelPath = result.GetValue(baseModel)!,
                AlignedModelPath = result.GetValue(alignedModel)!,
                Threshold = result.GetValue(threshold),
            },
            cancellationToken));
        return command;
    }

    private static async Task RunAsync(Arguments arguments, CancellationToken cancellationToken)
    {
        IReadOnlyList<ToolPrompt> prompts = arguments.Evaluate is { } path ? ToolPrompt.Read(path) : [];
        await using ToolAgent agent = ToolAgent.Create(arguments);
        if (arguments.Evaluate is not null)
        {
            Console.WriteLine(ToolAnswer.ToJson(await Evaluation.OfAsync(agent, prompts, cancellationToken)));
            return;
        }

        ToolAnswer answer = await agent.AskAsync(arguments.Prompt!, cancellationToken);
        Console.WriteLine(arguments.Json ? ToolAnswer.ToJson(answer) : answer);
    }
}
