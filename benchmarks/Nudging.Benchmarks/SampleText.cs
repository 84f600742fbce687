using DemoPair;

namespace Nudging.Benchmarks;

/// <summary>The text that tokenizers are measured on: the questions of the demo pair, over and over.</summary>
internal static class SampleText
{
    private const int Length = 200_000;

    /// <summary>Reads the text.</summary>
    public static string Read()
    {
        string questions = File.ReadAllText(DemoPairFiles.QuestionsPath);
        return string.Concat(Enumerable.Repeat(questions, 1 + (Length / questions.Length)))[..Length];
    }
}
