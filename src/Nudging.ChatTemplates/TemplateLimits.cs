namespace Nudging.ChatTemplates;

/// <summary>The limits of a rendering. A template that exceeds a limit fails with a <see cref="ChatTemplateException"/>.</summary>
public static class TemplateLimits
{
    /// <summary>The largest length of a template, in characters. Published templates have at most about 20,000.</summary>
    public const int TemplateLength = 1 << 20;

    /// <summary>The largest nesting depth of tags and expressions in the source.</summary>
    public const int Nesting = 150;

    /// <summary>The largest depth of nested expression evaluation, including macros and chains of operators.</summary>
    public const int EvaluationDepth = 2000;

    /// <summary>The largest depth of macro calls.</summary>
    public const int CallDepth = 150;

    /// <summary>The largest length of the prompt and of each text value, in characters.</summary>
    public const int TextLength = 1 << 22;

    /// <summary>The largest number of steps of a rendering: one for each node and item, and one for every 4 characters written.</summary>
    public const long Steps = 10_000_000;

    /// <summary>The number of characters written or copied in one step.</summary>
    internal const int CharactersPerStep = 4;

    /// <summary>The number of characters searched or compared in one step.</summary>
    internal const int CharactersSearchedPerStep = 64;

    /// <summary>The number of steps that a list or a scope of a loop iteration costs, besides its items.</summary>
    internal const int StepsPerObject = 4;

    /// <summary>The largest size of an integer, in bits.</summary>
    public const int IntegerBits = 1024;

    /// <summary>The largest length of a range, as in Jinja's sandbox.</summary>
    public const int RangeLength = 100_000;
}
