using Nudging.Decoding;
using Nudging.Tests.Models;

namespace Nudging.Tests.Decoding;

/// <summary>Pairs of random scripted models with different tokens, and random settings, from a seed.</summary>
internal sealed class RandomPair
{
    private static readonly string[] Pieces =
        [" a", " b", "a", "b", " ", "  ", "   ", "\n", " ab", "ab ", ". ", " \n", "😀", " 😀é", "é", "a b c d e f g ", " b a b a b a", "c", " c"];

    private static readonly float[] Thresholds = [0, 0.2f, 0.4f, 0.5f, 0.8f, 1, 1.1f];

    private static readonly float[] Probabilities = [0.01f, 0.2f, 0.3f, 0.4f, 0.6f, 0.8f, 0.95f];

    public RandomPair(int seed, string[]? pieces = null)
    {
        Random random = new(seed);
        Base = RandomModel(random, pieces ?? Pieces);
        Aligned = RandomModel(random, pieces ?? Pieces);
        int size = random.Next(1, 4);
        Tokenize = random.Next(2) == 0
            ? ScriptedLanguageModel.Words
            : text => [.. ScriptedLanguageModel.Characters(text).Chunk(size).Select(chunk => string.Concat(chunk))];
        Options = new NudgingOptions
        {
            Threshold = Thresholds[random.Next(Thresholds.Length)],
            Lookahead = random.Next(5) switch { 0 => 1, 1 => 2, 2 => random.Next(3, 8), _ => 16 },
            MaxRounds = random.Next(1, 25),
            MaxOutputTokens = random.Next(2) == 0 ? 10_000 : random.Next(1, 40),
            StopSequences = random.Next(3) > 0 ? [] : [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => RandomText(random))],
        };
    }

    public NudgingPrompts Prompts { get; } = new("Question: ", "<user>");

    public Func<string, ScriptedChoice> Base { get; }

    public Func<string, ScriptedChoice> Aligned { get; }

    public Func<string, IReadOnlyList<string>> Tokenize { get; }

    public NudgingOptions Options { get; }

    private static string RandomText(Random random)
    {
        string text = string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => Pieces[random.Next(Pieces.Length)]));
        return random.Next(2) == 0 ? text : text[..Math.Min(text.Length, random.Next(1, 5))];
    }

    // The next token depends on the last characters, so that loops are frequent.
    private static Func<string, ScriptedChoice> RandomModel(Random random, string[] pieces)
    {
        string[] vocabulary = random.GetItems(pieces, random.Next(2, 10));
        float[] probabilities = random.GetItems(Probabilities, random.Next(1, 5));
        int context = random.Next(1, 6);
        int salt = random.Next();
        int ends = random.Next(2) == 0 ? 0 : random.Next(1, 30);
        bool splits = random.Next(2) == 0;
        return text =>
        {
            uint hash = (uint)salt;
            foreach (char character in text.AsSpan(Math.Max(0, text.Length - context)))
            {
                hash = (hash ^ character) * 16777619;
            }

            hash ^= hash >> 15;
            string token = hash % 100 < ends ? "" : vocabulary[hash / 128 % vocabulary.Length];
            return new ScriptedChoice(token, probabilities[hash / 4096 % probabilities.Length], splits && token.Contains("😀", StringComparison.Ordinal));
        };
    }
}
