using Microsoft.Extensions.AI;
using Nudging.Chat;
using Nudging.Models;

namespace Nudging.Tool.Chat;

/// <summary>Asks a pair one question, or holds a conversation.</summary>
internal static class ChatCommand
{
    public static async Task<int> RunAsync(ChatArguments arguments, CancellationToken cancellationToken)
    {
        using var interrupt = new AnswerInterrupt();
        await using ChatPair pair = ChatPair.Load(arguments);
        if (arguments.Prompt is not string prompt)
        {
            await ConverseAsync(pair, arguments, interrupt, cancellationToken);
            return ExitCode.Succeeded;
        }

        ChatMessage[] messages = [.. Beginning(arguments), new(ChatRole.User, prompt)];
        await interrupt.RunAsync(token => arguments.Compare ? CompareAsync(pair, messages, arguments.Json, token) : AnswerAsync(pair, messages, arguments.Json, token), cancellationToken);
        return ExitCode.Succeeded;
    }

    private static IEnumerable<ChatMessage> Beginning(ChatArguments arguments) =>
        arguments.System is string text ? [new(ChatRole.System, text)] : [];

    private static async Task ConverseAsync(ChatPair pair, ChatArguments arguments, AnswerInterrupt interrupt, CancellationToken cancellationToken)
    {
        List<ChatMessage> history = [.. Beginning(arguments)];
        while (ReadQuestion() is { } question)
        {
            history.Add(new(ChatRole.User, question));
            try
            {
                ChatAnswer answer = await interrupt.RunAsync(token => AnswerAsync(pair, history, arguments.Json, token), cancellationToken);
                history.Add(new(ChatRole.Assistant, answer.Text));
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                history.RemoveAt(history.Count - 1);
            }
            catch (ContextLengthExceededException e)
            {
                await Console.Error.WriteLineAsync($"{e.Message} A new conversation begins.");
                history = [.. Beginning(arguments)];
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

    private static async Task<ChatAnswer> AnswerAsync(ChatPair pair, IReadOnlyList<ChatMessage> messages, bool json, CancellationToken cancellationToken)
    {
        if (json)
        {
            ChatAnswer whole = await pair.AskAsync(messages, null, cancellationToken);
            Console.WriteLine(AnswerWriter.ToJson(whole));
            return whole;
        }

        ChatAnswer answer;
        try
        {
            answer = await pair.AskAsync(messages, AnswerWriter.Write, cancellationToken);
        }
        finally
        {
            Console.WriteLine();
        }

        Console.WriteLine(AnswerWriter.Summary(answer));
        return answer;
    }

    private static async Task<ChatAnswer> CompareAsync(ChatPair pair, IReadOnlyList<ChatMessage> messages, bool json, CancellationToken cancellationToken)
    {
        ComparedAnswers answers = new(
            await pair.AskBaseAsync(messages, cancellationToken),
            await pair.AskAlignedAsync(messages, cancellationToken),
            await pair.AskAsync(messages, null, cancellationToken));
        if (json)
        {
            Console.WriteLine(AnswerWriter.ToJson(answers));
            return answers.Nudged;
        }

        foreach ((string title, ChatAnswer answer) in ((string, ChatAnswer)[])[("Base alone", answers.Base), ("Aligned alone", answers.Aligned), ("Nudged", answers.Nudged)])
        {
            Console.WriteLine($"{title}:");
            AnswerWriter.WriteLine(answer);
            Console.WriteLine(AnswerWriter.Summary(answer));
            Console.WriteLine();
        }

        return answers.Nudged;
    }
}
