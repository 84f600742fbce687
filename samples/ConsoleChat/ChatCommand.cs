using Microsoft.SemanticKernel.ChatCompletion;
using Nudging.Models;

namespace ConsoleChat;

/// <summary>A conversation on the console.</summary>
internal static class ChatCommand
{
    public static async Task RunAsync(NudgedKernel kernel, Arguments arguments)
    {
        IChatCompletionService chat = kernel.ChatCompletion;
        var history = new ChatHistory();
        while (ReadQuestion() is { } question)
        {
            history.AddUserMessage(question);
            using var interrupt = new Interrupt();
            try
            {
                Answer answer = await AskCommand.AskAsync(chat, history, arguments.Json, interrupt.Token);
                history.AddAssistantMessage(answer.Text);
            }
            catch (OperationCanceledException)
            {
                history.RemoveAt(history.Count - 1);
            }
            catch (ContextLengthExceededException e)
            {
                await Console.Error.WriteLineAsync($"{e.Message} A new conversation begins.");
                history.Clear();
            }
        }
    }

    private static string? ReadQuestion()
    {
        if (!Console.IsInputRedirected && !Console.IsOutputRedirected)
        {
            Console.Write("> ");
        }

        string? line = Console.ReadLine()?.Trim();
        return line is null or "" || line.Equals("exit", StringComparison.OrdinalIgnoreCase) ? null : line;
    }
}
