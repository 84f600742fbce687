namespace Nudging.TestSupport;

/// <summary>The vocabulary of the models written here: the 256 bytes by their values, then the merges, then special tokens.</summary>
public static class TestVocabulary
{
    private static readonly string Letters = MakeLetters();

    public static IReadOnlyList<string> SomeMerges { get; } = ["t h", "th e", "Ġ the", "i n", "e r", "Ġ a", "a n", "an d", "Ã ©"];

    /// <summary>Gets the special tokens; the first one ends a text.</summary>
    public static IReadOnlyList<string> SpecialTokens { get; } = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"];

    public static string LetterOf(byte value) => Letters[value].ToString();

    public static int IdOfSpecial(DecoderModelSpec spec, int index) => 256 + spec.Merges.Count + index;

    /// <summary>A bias that lets a model write printable ASCII and the end of a text only.</summary>
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
