namespace Nudging.ChatTemplates;

/// <summary>What a template may use: it is somebody else's program, and must not hang or fill the process it runs in.</summary>
internal static class TemplateLimits
{
    /// <summary>The longest template, in characters; the longest published ones have some 20 000.</summary>
    public const int TemplateLength = 1 << 20;

    /// <summary>How deep tags and expressions may be nested.</summary>
    public const int Nesting = 150;

    /// <summary>How deep expressions may be evaluated within each other, through macros and chains of operators.</summary>
    public const int EvaluationDepth = 2000;

    /// <summary>How deep macros may call each other.</summary>
    public const int CallDepth = 150;

    /// <summary>The longest text, be it the prompt or a value, in characters.</summary>
    public const int TextLength = 1 << 22;

    /// <summary>How many steps one prompt may take: one for each node and item, one for every <see cref="CharactersPerStep"/> characters.</summary>
    public const long Steps = 10_000_000;

    /// <summary>How many characters are written or copied in one step.</summary>
    public const int CharactersPerStep = 4;

    /// <summary>How many characters are searched or compared in one step.</summary>
    public const int CharactersSearchedPerStep = 64;

    /// <summary>How many steps a list or the variables of a round of a loop cost, beside their items.</summary>
    public const int StepsPerObject = 4;

    /// <summary>The size of the largest whole number, in bits.</summary>
    public const int IntegerBits = 1024;

    /// <summary>The longest range, as in Jinja's sandbox.</summary>
    public const int RangeLength = 100_000;
}
