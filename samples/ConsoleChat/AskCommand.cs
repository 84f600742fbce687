using System.Diagnostics;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Nudging.Chat;
using Nudging.Decoding;

namespace ConsoleChat;

/// <summary>Answers one question.</summary>
internal static class AskCommand
{
    public static async Task RunAsync(NudgedKernel kernel, string question, Arguments arguments)
    {
        using var interrupt = new Interrupt();
        await AskAsync(kernel.ChatCompletion, new ChatHistory(question, AuthorRole.User), arguments.Json, interrupt.Token);
    }

    /// <summary>Answers the last message of a history, and prints the answer while it streams.</summary>
    public static async Task<Answer> AskAsync(
        IChatCompletionService chat, ChatHistory history, bool json, CancellationToken cancellationToken)
    {
        NudgingResult? result = null;
        var clock = Stopwatch.StartNew();
        try
        {
            await foreach (StreamingChatMessageContent piece in chat.GetStreamingChatMessageContentsAsync(history, cancellationToken: cancellationToken))
            {
                result = piece.InnerContent as NudgingResult ?? result;
                if (!json && piece.Content is { Length: > 0 } text)
                {
                    AnswerWriter.Write(text, piece.Metadata?[NudgingResponseKeys.Source] as string);
                }
            }
        }
        finally
        {
            if (!json)
            {
                Console.WriteLine();
            }
        }

        Answer answer = Answer.Nudged(history[^1].Content!, result!, clock.Elapsed);
        Console.WriteLine(json ? Answer.ToJson(answer) : AnswerWriter.Summary(answer));
        return answer;
    }
}
