using Microsoft.Extensions.AI;
using Nudging.ChatTemplates;
using Nudging.Models;
using Nudging.ToolCalls;

namespace Nudging.Prompting;

/// <summary>Finds errors in a model's chat template and tool-call markers before the first request.</summary>
/// <remarks>Thread safe. The model does not run.</remarks>
/// <example>
/// <code>
/// foreach (string fault in ChatTemplateCheck.Faults(model.Info))
/// {
///     Console.Error.WriteLine(fault);
/// }
/// </code>
/// </example>
public static class ChatTemplateCheck
{
    /// <summary>Parses the templates of a model and formats short conversations with them.</summary>
    /// <param name="model">The model's description.</param>
    /// <param name="toolCallFormat">The format in which the model calls functions; <see langword="null"/> for the format of the model's template.</param>
    /// <param name="canWrite">
    /// Tells whether the model's tokenizer can encode a text and decode the tokens to the same text, with special tokens shown;
    /// <see langword="null"/> where this is not known, so that markers are not checked.
    /// </param>
    /// <param name="promptFault">
    /// Tells in a sentence why the model cannot read a prompt, such as a token without an embedding; returns
    /// <see langword="null"/> for other prompts. <see langword="null"/> where this is not known, so that prompts are not checked.
    /// </param>
    /// <returns>At least one sentence for each fault; empty where no fault is found.</returns>
    public static IReadOnlyList<string> Faults(
        LanguageModelInfo model, ToolCallFormat? toolCallFormat = null, Predicate<string>? canWrite = null, Func<Prompt, string?>? promptFault = null)
    {
        ArgumentNullException.ThrowIfNull(model);

        List<string> faults = [];
        try
        {
            IChatPromptFormatter formatter = ChatPromptFormatters.ForChatTemplate(model, toolCallFormat);
            string? questionFault = Probe.Question.FaultOf(formatter, promptFault);
            faults.AddRange((questionFault is null ? Probe.Others.Select(probe => probe.FaultOf(formatter, promptFault)) : [questionFault]).OfType<string>()
                .Select(fault => $"The chat template of the model '{model.Name}' {fault}"));
        }
        catch (NotSupportedException e)
        {
            faults.Add(e.Message);
        }

        if (canWrite is not null)
        {
            ToolCallFormat format = toolCallFormat ?? ToolCallFormats.Of(model);
            faults.AddRange(ToolCallSyntax.Of(format).UnusableMarkers(canWrite).Select(marker =>
                $"The tokenizer of the model '{model.Name}' cannot write '{marker}', a marker of the tool-call format {format}, so function calls are not recognised. " +
                $"Set {nameof(ToolCallFormat)} to the format that the model was trained on."));
        }

        return faults;
    }

    // A conversation, and its texts that a prompt must have.
    private sealed record Probe(string Description, ChatMessage[] Messages, params string[] Texts)
    {
        private const string FirstQuestion = "What is the first question?";
        private const string SecondQuestion = "What is the second question?";
        private const string Answer = "This is the first answer.";
        private const string Instruction = "Follow this instruction.";
        private const string Result = "This is the result.";

        private static readonly ProbeFunction Function = new();

        public static Probe Question { get; } = new("a question", [new(ChatRole.User, FirstQuestion)], FirstQuestion);

        public static IReadOnlyList<Probe> Others { get; } =
        [
            new("a system message", [new(ChatRole.System, Instruction), new(ChatRole.User, FirstQuestion)], Instruction, FirstQuestion),
            new(
                "a second question",
                [new(ChatRole.User, FirstQuestion), new(ChatRole.Assistant, Answer), new(ChatRole.User, SecondQuestion)],
                FirstQuestion, Answer, SecondQuestion),
            new("a function", [new(ChatRole.User, FirstQuestion)], FirstQuestion, Function.Name) { Tools = [Function] },
            new(
                "a function call",
                [
                    new(ChatRole.User, FirstQuestion),
                    new(ChatRole.Assistant, [new FunctionCallContent("call00000", Function.Name, new Dictionary<string, object?> { ["city"] = "Rome" })]),
                    new(ChatRole.Tool, [new FunctionResultContent("call00000", Result)]),
                ],
                FirstQuestion, Function.Name, Result)
            {
                Tools = [Function],
            },
        ];

        private IReadOnlyList<AITool> Tools { get; init; } = [];

        public string? FaultOf(IChatPromptFormatter formatter, Func<Prompt, string?>? promptFault)
        {
            try
            {
                Prompt prompt = formatter.Format(Messages, Tools);
                return Texts.FirstOrDefault(text => !prompt.Text.Contains(text, StringComparison.Ordinal)) is string missing
                        ? $"does not write '{missing}' in a chat with {Description}."
                    : promptFault?.Invoke(prompt) is string fault
                        ? $"writes a prompt that the model cannot read in a chat with {Description}: {fault}"
                    : null;
            }
            catch (ChatTemplateException e)
            {
                return $"fails in a chat with {Description}: {e.Message}";
            }
        }
    }
}
