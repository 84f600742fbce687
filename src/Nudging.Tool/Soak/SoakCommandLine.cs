using System.CommandLine;
using Nudging.OnnxRuntime;

namespace Nudging.Tool.Soak;

/// <summary>The command line of <c>soak</c>.</summary>
internal static class SoakCommandLine
{
    /// <summary>Creates the command.</summary>
    /// <param name="run">Runs what the command line says; gives the exit code.</param>
    public static Command Create(Func<SoakArguments, CancellationToken, Task<int>> run)
    {
        Option<string> baseModel = CommonOptions.BaseModel();
        Option<string> alignedModel = CommonOptions.AlignedModel();
        Option<string> questions = CommonOptions.QuestionFile();
        Option<int> requests = CommonOptions.Number("--requests", "How many requests there are", 2000);
        Option<int> clients = CommonOptions.Number("--clients", "How many clients ask at the same time", 16);
        Option<int> slots = CommonOptions.Number("--slots", "How many requests the pair serves at once", 4);
        Option<int> maxTokens = CommonOptions.Number("--max-tokens", "The most tokens of an answer", 48);
        Option<int> seed = CommonOptions.Number("--seed", "What decides which request does what", 1);
        Option<OnnxExecutionProvider?> provider = CommonOptions.Provider();
        Option<string?> json = CommonOptions.Json();

        var command = new Command("soak", "Lets many clients ask, cancel, go away half way and send faulty requests, and checks every answer against the one given alone.")
        {
            baseModel, alignedModel, questions, requests, clients, slots, maxTokens, seed, provider, json,
        };
        command.SetAction((result, cancellationToken) => run(
            new()
            {
                BaseModelPath = result.GetValue(baseModel)!,
                AlignedModelPath = result.GetValue(alignedModel)!,
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
