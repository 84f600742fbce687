namespace Nudging.TestSupport;

/// <summary>The vocabulary of the test models: the 256 bytes by value, then the merges, then the special tokens.</summary>
public static class TestVocabulary
{
    private static readonly string Letters = MakeLetters();

    /// <summary>Gets a few merges.</summary>
    public static IReadOnlyList<string> SomeMerges { get; } = ["t h", "th e", "Ġ the", "i n", "e r", "Ġ a", "a n", "an d", "Ã ©"];

    /// <summary>Gets the special tokens; the first one is the end token.</summary>
    public static IReadOnlyList<string> SpecialTokens { get; } = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"];

    /// <summary>Gets the letter that byte-level vocabularies write for a byte.</summary>
    public static string LetterOf(byte value) => Letters[value].ToString();

    /// <summary>Gets the id of a special token.</summary>
    public static int IdOfSpecial(DecoderModelSpec spec, int index) => IdOfSpecial(spec.Merges.Count, index);

    /// <summary>Gets the id of a special token of a vocabulary with a number of merges.</summary>
    public static int IdOfSpecial(int merges, int index) => 256 + merges + index;

    /// <summary>Creates a logit bias that allows printable ASCII and the end token only.</summary>
    public static Dictionary<int, float> OnlyAscii(int vocabularySize, int endId, float endBias)
    {
        var bias = Enumerable.Range(0, vocabularySize).Where(id => id is < ' ' or > '~').ToDictionary(id => id, _ => -10000f);
        bias[endId] = endBias;
        return bias;
    }

    private static string MakeLetters()
    {
        int next = 256;
        return string.Concat(Enumerable.Range(0, 256).Select(value =>
            value is (> ' ' and <= '~') or (>= 0xA1 and <= 0xAC) or >= 0xAE ? (char)value : (char)next++));
    }
}
