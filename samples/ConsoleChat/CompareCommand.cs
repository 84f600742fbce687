namespace ConsoleChat;

/// <summary>Prints the answers of the base model alone, the aligned model alone, and the pair.</summary>
internal static class CompareCommand
{
    public static async Task RunAsync(NudgedKernel kernel, string question, Arguments arguments)
    {
        using var interrupt = new Interrupt();
        Comparison<Func<string, CancellationToken, Task<Answer>>> ask = new ComparisonRunner(kernel, arguments.MaxTokens).Ask;
        var answers = new Comparison<Answer>(
            await ask.Base(question, interrupt.Token),
            await ask.Aligned(question, interrupt.Token),
            await ask.Nudged(question, interrupt.Token));
        if (arguments.Json)
        {
            Console.WriteLine(Answer.ToJson(answers));
            return;
        }

        Print("Base alone", answers.Base);
        Print("Aligned alone", answers.Aligned);
        Print("Nudged", answers.Nudged);
        Console.WriteLine(AnswerWriter.Summary(answers.Nudged));
    }

    private static void Print(string title, Answer answer)
    {
        Console.WriteLine($"{title}:");
        AnswerWriter.WriteLine(answer with { Segments = TrimmedStart(answer.Segments) });
        Console.WriteLine();
    }

    private static List<AnswerSegment> TrimmedStart(IReadOnlyList<AnswerSegment> segments) =>
        [.. segments.Select((segment, i) => i == 0 ? segment with { Text = segment.Text.TrimStart() } : segment)];
}
