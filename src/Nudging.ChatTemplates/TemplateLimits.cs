namespace Nudging.ChatTemplates;

/// <summary>The limits of a rendering. A template that exceeds a limit fails with a <see cref="ChatTemplateException"/>.</summary>
/// <remarks>A template is untrusted input: without limits a rendering could run without end or use up the memory of the process.</remarks>
public static class TemplateLimits
{
    /// <summary>Gets the maximum length of a template, in characters; published templates have at most about 20,000.</summary>
    /// <value>1,048,576.</value>
    public static int TemplateLength => 1 << 20;

    /// <summary>Gets the maximum nesting depth of tags and expressions in the source.</summary>
    /// <value>150.</value>
    public static int Nesting => 150;

    /// <summary>Gets the maximum depth of nested expression evaluation, including macros and chains of operators.</summary>
    /// <value>2,000.</value>
    public static int EvaluationDepth => 2000;

    /// <summary>Gets the maximum depth of macro calls.</summary>
    /// <value>150.</value>
    public static int CallDepth => 150;

    /// <summary>Gets the maximum length of the prompt and of each text value, in characters.</summary>
    /// <value>4,194,304.</value>
    public static int TextLength => 1 << 22;

    /// <summary>Gets the maximum number of steps of a rendering: one for each node and item, and one for every 4 characters written.</summary>
    /// <value>10,000,000.</value>
    public static long Steps => 10_000_000;

    /// <summary>Gets the maximum size of an integer, in bits.</summary>
    /// <value>1,024.</value>
    public static int IntegerBits => 1024;

    /// <summary>Gets the maximum length of a range, as in Jinja's sandbox.</summary>
    /// <value>100,000.</value>
    public static int RangeLength => 100_000;

    /// <summary>The number of characters written or copied in one step.</summary>
    internal const int CharactersPerStep = 4;

    /// <summary>The number of characters searched or compared in one step.</summary>
    internal const int CharactersSearchedPerStep = 64;

    /// <summary>The number of steps that a list, or the scope of one iteration of a loop, costs in addition to its items.</summary>
    internal const int StepsPerObject = 4;
}
