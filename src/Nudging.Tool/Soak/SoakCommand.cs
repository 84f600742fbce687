using Nudging.Tool.Bench;

namespace Nudging.Tool.Soak;

/// <summary>Wears a pair of models out, and says how it stood that.</summary>
internal static class SoakCommand
{
    private const int Succeeded = 0;
    private const int Failed = 1;
    private const int MostQuestions = 40;

    public static async Task<int> RunAsync(SoakArguments arguments, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> questions = Questions.Read(arguments.QuestionsPath, MostQuestions);
        await Console.Error.WriteLineAsync("Asking alone, for what the answers should be ...");
        IReadOnlyList<SoakChat> chats;
        await using (SoakedPair alone = SoakedPair.Load(arguments, slots: 1, queue: 0))
        {
            chats = await SoakChat.AnswerAloneAsync(alone, questions, cancellationToken);
        }

        await Console.Error.WriteLineAsync($"Asking {arguments.Requests} times ...");
        SoakReport report = await new SoakRun(arguments, chats).RunAsync(cancellationToken);
        await WriteAsync(report, arguments.Json, cancellationToken);
        return report.Passed ? Succeeded : Failed;
    }

    private static async Task WriteAsync(SoakReport report, string? json, CancellationToken cancellationToken)
    {
        if (json == "-")
        {
            Console.WriteLine(report.ToJson());
            return;
        }

        foreach (string line in report.Lines())
        {
            Console.WriteLine(line);
        }

        if (json is not null)
        {
            await File.WriteAllTextAsync(json, report.ToJson() + "\n", cancellationToken);
        }
    }
}
