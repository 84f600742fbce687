using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>One step that cuts a stretch of text into words; merges never cross a cut.</summary>
/// <param name="Pattern">What is looked for.</param>
/// <param name="Behavior">What becomes of what is found.</param>
/// <param name="Inverts">Whether what is between matches counts as found instead.</param>
internal sealed record PreTokenizer(Regex Pattern, SplitBehavior Behavior = SplitBehavior.Isolated, bool Inverts = false)
{
    /// <summary>The words of Llama 3 and what follows it.</summary>
    public const string Llama3Pattern = Contractions + @"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <summary>The words of Qwen.</summary>
    public const string QwenPattern = Contractions + @"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.Compiled;
    private const string Contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
    private const string SpaceMarkPattern = "\u2581";
    private const string Gpt2Pattern = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";
    private const string Gpt2DigitsPattern = @" ?\p{L}+| ?\p{N}| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";
    private const string Gpt4oPattern =
        @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+" + Contractions + @"?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*" + Contractions + @"?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    // What is known of these patterns does not hold for any pattern.
    private static readonly string[] LetterRunPatterns = [Gpt2Pattern, Gpt2DigitsPattern, Llama3Pattern, QwenPattern];
    private static readonly string[] NewlinePatterns = [Llama3Pattern, QwenPattern, Gpt4oPattern];
    private static readonly string[] DigitPatterns = [@"\p{N}", @"\p{N}+", @"\p{N}{1,3}"];

    /// <summary>Gets the words of GPT-2, which byte-level tokenizers use where they name no pattern.</summary>
    public static PreTokenizer Gpt2 => FromPattern(Gpt2Pattern);

    /// <summary>Gets the step that begins a word at each space mark.</summary>
    public static PreTokenizer SpaceMarks => FromPattern(SpaceMarkPattern, SplitBehavior.MergedWithNext);

    /// <summary>
    /// Gets a value indicating whether a word always ends between a letter or digit and white space or punctuation other
    /// than an apostrophe, and looks at nothing beyond.
    /// </summary>
    public bool FindsWords => KeepsLettersTogether || EndsWordsAfterNewlines;

    /// <summary>Gets a value indicating whether it cuts at digits and looks at nothing beyond.</summary>
    public bool FindsDigits => KeepsMatches && DigitPatterns.Contains(Source);

    /// <summary>Gets a value indicating whether it is the step of <see cref="SpaceMarks"/>.</summary>
    public bool CutsAtSpaceMarks => Behavior == SplitBehavior.MergedWithNext && Source == SpaceMarkPattern;

    /// <summary>Gets a value indicating whether a word always ends between a newline and a letter or digit.</summary>
    public bool EndsWordsAfterNewlines => KeepsMatches && NewlinePatterns.Contains(Source);

    /// <summary>Gets a value indicating whether letters that follow each other are one word, wherever that begins and ends.</summary>
    public bool KeepsLettersTogether => KeepsMatches && LetterRunPatterns.Contains(Source);

    private string Source { get; init; } = string.Empty;

    private bool KeepsMatches => Behavior == SplitBehavior.Isolated || (Behavior == SplitBehavior.Removed && Inverts);

    /// <summary>Creates a step from a pattern as tokenizer.json writes it.</summary>
    /// <exception cref="ArgumentException">.NET cannot match the pattern, or would match something else.</exception>
    public static PreTokenizer FromPattern(string pattern, SplitBehavior behavior = SplitBehavior.Isolated, bool inverts = false)
    {
        if (pattern.Contains("&&", StringComparison.Ordinal) || pattern.Contains("[[", StringComparison.Ordinal))
        {
            throw new ArgumentException("Set operations inside brackets are not supported.", nameof(pattern));
        }

        // Elsewhere the long s is an s in either case.
        string net = pattern.Replace(Contractions, "(?:'[sS\u017FtTmMdD]|'[rR][eE]|'[vV][eE]|'[lL][lL])", StringComparison.Ordinal);
        return new(new Regex(net, Options), behavior, inverts) { Source = pattern };
    }

    /// <summary>Cuts a stretch of text, as if there were nothing around it.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="stretch">The stretch.</param>
    /// <param name="words">Receives the words' places in the whole text.</param>
    [MethodImpl(Compiled.AtOnce)]
    public void Cut(string text, (int Start, int End) stretch, List<(int Start, int End)> words)
    {
        var pieces = new SplitPieces(Behavior, words);
        int done = stretch.Start;
        foreach (ValueMatch match in Pattern.EnumerateMatches(text.AsSpan(stretch.Start, stretch.End - stretch.Start)))
        {
            int start = stretch.Start + match.Index;
            pieces.Add(done, start, Inverts);
            pieces.Add(start, start + match.Length, !Inverts);
            done = start + match.Length;
        }

        pieces.Add(done, stretch.End, Inverts);
        pieces.Complete();
    }
}
