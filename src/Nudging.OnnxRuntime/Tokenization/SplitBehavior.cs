namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>What becomes of the delimiters that a <see cref="PreTokenizer"/> finds.</summary>
internal enum SplitBehavior
{
    /// <summary>Each is a word.</summary>
    Isolated,

    /// <summary>They are left out.</summary>
    Removed,

    /// <summary>Those that follow each other are one word.</summary>
    Contiguous,

    /// <summary>Each ends the word before it.</summary>
    MergedWithPrevious,

    /// <summary>Each begins the word after it.</summary>
    MergedWithNext,
}
