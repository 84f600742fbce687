namespace Nudging.Tool.Soak;

/// <summary>Runs many concurrent requests over a pair and checks answers, errors and memory.</summary>
internal static class SoakCommand
{
    private const int MaxQuestions = 40;

    /// <summary>Runs the command.</summary>
    /// <returns><see cref="ExitCode.Failed"/> where a check fails.</returns>
    public static async Task<int> RunAsync(SoakArguments arguments, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> questions = QuestionFile.Read(arguments.QuestionsPath, MaxQuestions);
        await Console.Error.WriteLineAsync("Computing the reference answers, one request at a time ...");
        IReadOnlyList<SoakChat> chats;
        await using (SoakPair pair = SoakPair.Load(arguments, slots: 1, queue: 0))
        {
            chats = await SoakChat.AnswerAsync(pair, questions, cancellationToken);
        }

        await Console.Error.WriteLineAsync($"Sending {arguments.Requests} requests ...");
        SoakReport report = await new SoakRun(arguments, chats).RunAsync(cancellationToken);
        await ReportOutput.WriteAsync(report, report.Lines(), arguments.Json, cancellationToken);
        return report.Passed ? ExitCode.Succeeded : ExitCode.Failed;
    }
}
