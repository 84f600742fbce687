using System.Text.RegularExpressions;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>One step that cuts a stretch of text into words; merges never cross a cut.</summary>
/// <param name="Pattern">What is cut out.</param>
/// <param name="KeepsMatches">Whether matches are words.</param>
/// <param name="KeepsRest">Whether what is between matches are words.</param>
internal sealed record PreTokenizer(Regex Pattern, bool KeepsMatches = true, bool KeepsRest = true)
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.Compiled;

    private const string Gpt2Pattern = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    // Those of GPT-2, of Llama 3 and what follows it, of Qwen, of GPT-4o, and of GPT-2 with single digits.
    private static readonly HashSet<string> WordPatterns =
    [
        Gpt2Pattern,
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
        @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+",
        @" ?\p{L}+| ?\p{N}| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+",
    ];

    private static readonly HashSet<string> DigitPatterns = [@"\p{N}", @"\p{N}+", @"\p{N}{1,3}"];

    /// <summary>Gets the words of GPT-2, which byte-level tokenizers use where they name no pattern.</summary>
    public static PreTokenizer Gpt2 { get; } =
        new(new Regex(Gpt2Pattern, Options));

    /// <summary>Gets a value indicating whether a word always ends between a letter or digit and a space before a letter, whatever follows that.</summary>
    public bool EndsWordsAtSpaces => KeepsMatches && WordPatterns.Contains(Pattern.ToString());

    /// <summary>Gets a value indicating whether what it cuts before such a space does not depend on what follows it, nor the other way round.</summary>
    public bool LooksNoFurtherThanSpaces => EndsWordsAtSpaces || DigitPatterns.Contains(Pattern.ToString());

    /// <summary>Creates a step from a pattern as tokenizer.json writes it.</summary>
    /// <exception cref="ArgumentException">.NET cannot match the pattern, or would match something else.</exception>
    public static PreTokenizer FromPattern(string pattern, bool keepsMatches, bool keepsRest)
    {
        if (pattern.Contains("&&", StringComparison.Ordinal) || pattern.Contains("[[", StringComparison.Ordinal))
        {
            throw new ArgumentException("Set operations inside brackets are not supported.", nameof(pattern));
        }

        return new(new Regex(pattern, Options), keepsMatches, keepsRest);
    }

    /// <summary>Cuts a stretch of text, as if there were nothing around it.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="stretch">The stretch.</param>
    /// <param name="words">Receives the words' places in the whole text.</param>
    public void Cut(string text, (int Start, int End) stretch, List<(int Start, int End)> words)
    {
        int done = stretch.Start;
        foreach (ValueMatch match in Pattern.EnumerateMatches(text.AsSpan(stretch.Start, stretch.End - stretch.Start)))
        {
            int start = stretch.Start + match.Index;
            Add(KeepsRest, done, start);
            Add(KeepsMatches, start, start + match.Length);
            done = start + match.Length;
        }

        Add(KeepsRest, done, stretch.End);

        void Add(bool keep, int start, int end)
        {
            if (keep && end > start)
            {
                words.Add((start, end));
            }
        }
    }
}
