using System.CommandLine;
using Nudging.OnnxRuntime;

namespace Nudging.Tool.Soak;

/// <summary>The command line of <c>soak</c>.</summary>
internal static class SoakCommandLine
{
    /// <summary>Creates the command.</summary>
    /// <param name="run">Runs the command and returns the exit code.</param>
    public static Command Create(Func<SoakArguments, CancellationToken, Task<int>> run)
    {
        Option<string> baseModel = CommonOptions.BaseModel();
        Option<string> alignedModel = CommonOptions.AlignedModel();
        Option<string> questions = CommonOptions.QuestionFile();
        Option<int> requests = CommonOptions.Number("--requests", "The number of requests", 2000);
        Option<int> clients = CommonOptions.Number("--clients", "The number of concurrent clients", 16);
        Option<int> slots = CommonOptions.Number("--slots", "The number of requests that the pair serves concurrently", 4);
        Option<int> maxTokens = CommonOptions.Number("--max-tokens", "The maximum number of tokens of an answer", 48);
        Option<int> seed = CommonOptions.Number("--seed", "The seed of the requests", 1);
        Option<OnnxExecutionProvider?> provider = CommonOptions.Provider();
        Option<string?> json = CommonOptions.Json();

        var command = new Command("soak", "Sends whole, streamed, cancelled, abandoned and faulty requests from many clients, and compares every answer with the one of a pair that serves one request at a time.")
        {
            baseModel, alignedModel, questions, requests, clients, slots, maxTokens, seed, provider, json,
        };
        command.SetAction((result, cancellationToken) => run(
            new()
            {
                BaseModelPath = ModelLocator.Find(result.GetValue(baseModel)!),
                AlignedModelPath = ModelLocator.Find(result.GetValue(alignedModel)!),
                QuestionsPath = result.GetValue(questions)!,
                Requests = result.GetValue(requests),
                Clients = result.GetValue(clients),
                Slots = result.GetValue(slots),
                MaxTokens = result.GetValue(maxTokens),
                Seed = result.GetValue(seed),
                Provider = result.GetValue(provider),
                Json = result.GetValue(json),
            },
            cancellationToken));
        return command;
    }
}
