using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Nudging.Chat;

namespace Nudging.Tool.Chat;

/// <summary>Prints answers; on a terminal, the words of the aligned model are coloured.</summary>
internal static class AnswerWriter
{
    private const ConsoleColor AlignedColor = ConsoleColor.Cyan;

    // Not for web pages, so non-ASCII text is not escaped.
    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(AnswerSegment segment)
    {
        bool isColored = segment.Source == TextSourceNames.Aligned && !Console.IsOutputRedirected;
        if (isColored)
        {
            Console.ForegroundColor = AlignedColor;
        }

        Console.Write(segment.Text);
        if (isColored)
        {
            Console.ResetColor();
        }
    }

    public static void WriteLine(ChatAnswer answer)
    {
        foreach ((int index, AnswerSegment segment) in answer.Segments.Index())
        {
            Write(index == 0 ? segment with { Text = segment.Text.TrimStart() } : segment);
        }

        Console.WriteLine();
    }

    /// <summary>Gets the line that is printed after an answer.</summary>
    public static string Summary(ChatAnswer answer) => string.Create(
        CultureInfo.InvariantCulture,
        $"[{answer.StopReason}, nudging ratio {answer.NudgingRatio:0.00}, {answer.OutputTokens} tokens, {(answer.Seconds > 0 ? answer.OutputTokens / answer.Seconds : 0):0.0} tokens/s]");

    /// <summary>Writes a value as one line of JSON.</summary>
    public static string ToJson<T>(T value) => JsonSerializer.Serialize(value, JsonOptions);
}
