namespace DemoPair;

/// <summary>Where the demo pair's files lie beside the running program.</summary>
public static class DemoPairFiles
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "DemoPair");

    /// <summary>Gets the folder of the base model.</summary>
    public static string BaseModelPath => Path.Combine(Root, "base");

    /// <summary>Gets the folder of the aligned model.</summary>
    public static string AlignedModelPath => Path.Combine(Root, "aligned");

    /// <summary>Gets the questions the pair is judged by: one <c>{question, answer, kind, split}</c> a line.</summary>
    public static string QuestionsPath => Path.Combine(Root, "questions.jsonl");

    /// <summary>Gets the prompts whose calls of tools the pair is judged by: one <c>{prompt, function, arguments}</c> a line.</summary>
    public static string ToolPromptsPath => Path.Combine(Root, "tool-prompts.jsonl");
}
