using System.CommandLine;
using System.CommandLine.Parsing;
using Nudging.Decoding;
using Nudging.OnnxRuntime;

namespace Nudging.Tool.Chat;

/// <summary>The command line of <c>chat</c>.</summary>
internal static class ChatCommandLine
{
    public const string Name = "chat";

    private static readonly NudgingOptions Defaults = new();

    /// <summary>Creates the command.</summary>
    /// <param name="run">Runs the command and returns the exit code.</param>
    public static Command Create(Func<ChatArguments, CancellationToken, Task<int>> run)
    {
        var baseModel = new Argument<string>("BASE") { Description = $"The base model: {CommonOptions.ModelForms}." };
        var alignedModel = new Argument<string>("ALIGNED") { Description = "The aligned model, named in the same way." };
        var prompt = new Argument<string?>("PROMPT")
        {
            Description = "The question. Without a question, a conversation begins; an empty line, 'exit' or the end of the input ends the conversation.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var system = new Option<string?>("--system") { Description = "The system message.", HelpName = "TEXT" };
        var threshold = new Option<float>("--threshold")
        {
            Description = $"Threshold of the top-1 probability: below, the aligned model supplies the next word ({FormattableString.Invariant($"{Defaults.Threshold}")}).",
            HelpName = "X",
            DefaultValueFactory = _ => Defaults.Threshold,
        };
        Option<int> maxTokens = CommonOptions.Number("--max-tokens", "The maximum number of tokens of an answer", Defaults.MaxOutputTokens);
        var compare = new Option<bool>("--compare") { Description = "Print the answers of the base model alone and of the aligned model alone, too." };
        var json = new Option<bool>("--json") { Description = "Print each answer as one line of JSON." };
        Option<OnnxExecutionProvider?> provider = CommonOptions.Provider();

        var command = new Command(Name, "Asks a pair of models that write together by nudging. Words of the aligned model are coloured. Ctrl+C ends the answer, a second one the program.")
        {
            baseModel, alignedModel, prompt, system, threshold, maxTokens, compare, json, provider,
        };
        command.Validators.Add(result => Validate(result, result.GetValue(prompt), result.GetValue(compare)));
        command.SetAction((result, cancellationToken) => run(
            new()
            {
                BaseModelPath = ModelLocator.Find(result.GetValue(baseModel)!),
                AlignedModelPath = ModelLocator.Find(result.GetValue(alignedModel)!),
                Prompt = result.GetValue(prompt),
                System = result.GetValue(system),
                Threshold = result.GetValue(threshold),
                MaxTokens = result.GetValue(maxTokens),
                Compare = result.GetValue(compare),
                Json = result.GetValue(json),
                Provider = result.GetValue(provider),
            },
            cancellationToken));
        return command;
    }

    private static void Validate(CommandResult result, string? prompt, bool compare)
    {
        if (prompt is not null && string.IsNullOrWhiteSpace(prompt))
        {
            result.AddError("PROMPT is empty; it must be a question, or absent for a conversation.");
        }

        if (compare && prompt is null)
        {
            result.AddError("--compare needs a PROMPT.");
        }
    }
}
