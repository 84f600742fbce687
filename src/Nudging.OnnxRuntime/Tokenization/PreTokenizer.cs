using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>A step that splits text into words; a merge never crosses the boundary of a word.</summary>
/// <remarks>Thread safe.</remarks>
/// <param name="Pattern">The pattern of delimiters.</param>
/// <param name="Behavior">The treatment of delimiters.</param>
/// <param name="Inverts">Whether the text between matches is the delimiter instead.</param>
internal sealed record PreTokenizer(Regex Pattern, SplitBehavior Behavior = SplitBehavior.Isolated, bool Inverts = false)
{
    /// <summary>The split pattern of Llama 3.</summary>
    public const string Llama3Pattern = Contractions + @"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <summary>The split pattern of Qwen.</summary>
    public const string QwenPattern = Contractions + @"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.Compiled;
    private const string Contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
    private const string SpaceMarkPattern = "\u2581";
    private const string Gpt2Pattern = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";
    private const string Gpt2DigitsPattern = @" ?\p{L}+| ?\p{N}| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";
    private const string Gpt4oPattern =
        @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+" + Contractions + @"?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*" + Contractions + @"?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    // The patterns for which the properties below are known.
    private static readonly string[] LetterRunPatterns = [Gpt2Pattern, Gpt2DigitsPattern, Llama3Pattern, QwenPattern];
    private static readonly string[] NewlinePatterns = [Llama3Pattern, QwenPattern, Gpt4oPattern];
    private static readonly string[] DigitPatterns = [@"\p{N}", @"\p{N}+", @"\p{N}{1,3}"];

    /// <summary>Gets the step of GPT-2, which byte-level tokenizers use where the file names no pattern.</summary>
    public static PreTokenizer Gpt2 => FromPattern(Gpt2Pattern);

    /// <summary>Gets the step that starts a word at each space mark.</summary>
    public static PreTokenizer SpaceMarks => FromPattern(SpaceMarkPattern, SplitBehavior.MergedWithNext);

    /// <summary>
    /// Gets a value indicating whether a word always ends between a letter or digit and white space or punctuation other
    /// than an apostrophe, for any text that follows.
    /// </summary>
    public bool FindsWords => KeepsLettersTogether || EndsWordsAfterNewlines;

    /// <summary>Gets a value indicating whether the step splits at digits only.</summary>
    public bool FindsDigits => KeepsMatches && DigitPatterns.Contains(Source);

    /// <summary>Gets a value indicating whether the step is <see cref="SpaceMarks"/>.</summary>
    public bool SplitsAtSpaceMarks => Behavior == SplitBehavior.MergedWithNext && Source == SpaceMarkPattern;

    /// <summary>Gets a value indicating whether a word always ends between a newline and a letter or digit.</summary>
    public bool EndsWordsAfterNewlines => KeepsMatches && NewlinePatterns.Contains(Source);

    /// <summary>Gets a value indicating whether adjacent letters are always in one word.</summary>
    public bool KeepsLettersTogether => KeepsMatches && LetterRunPatterns.Contains(Source);

    private string Source { get; init; } = string.Empty;

    private bool KeepsMatches => Behavior == SplitBehavior.Isolated || (Behavior == SplitBehavior.Removed && Inverts);

    /// <summary>Creates a step from a pattern of tokenizer.json.</summary>
    /// <exception cref="ArgumentException">.NET cannot match the pattern, or would match a different text.</exception>
    public static PreTokenizer FromPattern(string pattern, SplitBehavior behavior = SplitBehavior.Isolated, bool inverts = false)
    {
        if (pattern.Contains("&&", StringComparison.Ordinal) || pattern.Contains("[[", StringComparison.Ordinal))
        {
            throw new ArgumentException("Set operations inside brackets are not supported.", nameof(pattern));
        }

        // Other engines match the long s (U+017F) as an s of either case; .NET does not.
        string net = pattern.Replace(Contractions, "(?:'[sS\u017FtTmMdD]|'[rR][eE]|'[vV][eE]|'[lL][lL])", StringComparison.Ordinal);
        return new(new Regex(net, Options), behavior, inverts) { Source = pattern };
    }

    /// <summary>Splits a range of text as if there were no text around it.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="range">The range.</param>
    /// <param name="words">Receives the ranges of the words in the whole text.</param>
    [MethodImpl(JitOptions.SkipTiering)]
    public void Split(string text, (int Start, int End) range, List<(int Start, int End)> words)
    {
        var builder = new SplitBuilder(Behavior, words);
        int done = range.Start;
        foreach (ValueMatch match in Pattern.EnumerateMatches(text.AsSpan(range.Start, range.End - range.Start)))
        {
            int start = range.Start + match.Index;
            builder.Add(done, start, Inverts);
            builder.Add(start, start + match.Length, !Inverts);
            done = start + match.Length;
        }

        builder.Add(done, range.End, Inverts);
        builder.Complete();
    }
}
