using System.Globalization;
using Nudging.Chat;

namespace ConsoleChat;

/// <summary>Prints answers; on a terminal, the words of the aligned model are coloured.</summary>
internal static class AnswerWriter
{
    private const ConsoleColor NudgeColor = ConsoleColor.Cyan;

    public static void Write(string text, string? source)
    {
        if (source == TextSourceNames.Aligned && !Console.IsOutputRedirected)
        {
            Console.ForegroundColor = NudgeColor;
            Console.Write(text);
            Console.ResetColor();
        }
        else
        {
            Console.Write(text);
        }
    }

    public static void WriteLine(Answer answer)
    {
        foreach (AnswerSegment segment in answer.Segments)
        {
            Write(segment.Text, segment.Source);
        }

        Console.WriteLine();
    }

    /// <summary>Gets the line that is printed after a nudged answer.</summary>
    public static string Summary(Answer answer) => string.Create(
        CultureInfo.InvariantCulture,
        $"[nudging ratio {answer.NudgingRatio:0.00}, {answer.OutputTokens} tokens, {TokensPerSecond(answer):0.0} tokens/s]");

    private static double TokensPerSecond(Answer answer) => answer.Seconds > 0 ? answer.OutputTokens / answer.Seconds : 0;
}
