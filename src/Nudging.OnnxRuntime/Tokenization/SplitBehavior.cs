namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>The treatment of the delimiters that a <see cref="PreTokenizer"/> finds (<c>behavior</c> in tokenizer.json).</summary>
internal enum SplitBehavior
{
    /// <summary>Each delimiter is a word.</summary>
    Isolated,

    /// <summary>Delimiters are dropped.</summary>
    Removed,

    /// <summary>Adjacent delimiters are one word.</summary>
    Contiguous,

    /// <summary>Each delimiter ends the word before it.</summary>
    MergedWithPrevious,

    /// <summary>Each delimiter begins the word after it.</summary>
    MergedWithNext,
}
