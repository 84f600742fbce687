using System.CommandLine;
using DemoPair;
using Microsoft.Extensions.AI;
using Nudging.Chat;
using Nudging.OnnxRuntime;

// Asks the chat client without Semantic Kernel. The program can be compiled to a native executable.
var question = new Argument<string>("question") { Description = "The question.", DefaultValueFactory = _ => "What is the capital of Peru?" };
var baseModel = new Option<string>("--base") { Description = "The folder of the base model.", HelpName = "DIR", DefaultValueFactory = _ => DemoPairFiles.BaseModelPath };
var alignedModel = new Option<string>("--aligned") { Description = "The folder of the aligned model.", HelpName = "DIR", DefaultValueFactory = _ => DemoPairFiles.AlignedModelPath };
var command = new RootCommand("Asks a pair of language models that generate together by nudging.") { question, baseModel, alignedModel };
command.SetAction((result, cancellationToken) =>
    AskAsync(result.GetValue(question)!, result.GetValue(baseModel)!, result.GetValue(alignedModel)!, cancellationToken));
return await command.Parse(args).InvokeAsync();

static async Task<int> AskAsync(string question, string baseModelPath, string alignedModelPath, CancellationToken cancellationToken)
{
    try
    {
        using var baseModel = OnnxLanguageModel.Load(baseModelPath);
        await using var pair = new NudgingPair(baseModel, OnnxLanguageModel.Load(alignedModelPath));
        using var client = new NudgingChatClient(pair);
        await foreach (ChatResponseUpdate piece in client.GetStreamingResponseAsync(question, cancellationToken: cancellationToken))
        {
            Console.Write(piece.Text);
        }

        Console.WriteLine();
        return 0;
    }
    catch (ModelLoadException e)
    {
        await Console.Error.WriteLineAsync($"Error: {e.Message}");
        return 1;
    }
}
