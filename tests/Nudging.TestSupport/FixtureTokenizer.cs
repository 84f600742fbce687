using System.Text.Json;

namespace Nudging.TestSupport;

/// <summary>Writes the byte-level BPE tokenizer of the test models: tokenizer.json and tokenizer_config.json.</summary>
public static class FixtureTokenizer
{
    /// <summary>The smallest vocabulary: the bytes and the special tokens.</summary>
    public const int SmallestVocabulary = 256 + 3;

    /// <summary>Writes a tokenizer that fills no more than a vocabulary; the merges that do not fit are left out.</summary>
    /// <param name="folder">The folder of the model.</param>
    /// <param name="vocabularySize">The size of the vocabulary; at least <see cref="SmallestVocabulary"/>.</param>
    /// <param name="chatTemplate">The chat template; <see langword="null"/> for a base model.</param>
    public static void Write(string folder, int vocabularySize, string? chatTemplate = null) => Write(folder, MergesOf(vocabularySize), chatTemplate);

    /// <summary>Writes a tokenizer with merges.</summary>
    public static void Write(string folder, IReadOnlyList<string> merges, string? chatTemplate)
    {
        var vocabulary = Enumerable.Range(0, 256).ToDictionary(value => TestVocabulary.LetterOf((byte)value));
        foreach (string merge in merges)
        {
            vocabulary[merge.Replace(" ", string.Empty, StringComparison.Ordinal)] = vocabulary.Count;
        }

        WriteJson(folder, "tokenizer.json", new
        {
            version = "1.0",
            added_tokens = TestVocabulary.SpecialTokens.Select((content, index) => new
            {
                id = TestVocabulary.IdOfSpecial(merges.Count, index),
                content,
                single_word = false,
                lstrip = false,
                rstrip = false,
                normalized = false,
                special = true,
            }),
            pre_tokenizer = new
            {
                type = "Sequence",
                pretokenizers = new object[]
                {
                    new { type = "Digits", individual_digits = true },
                    new { type = "ByteLevel", add_prefix_space = false, trim_offsets = true, use_regex = true },
                },
            },
            decoder = new { type = "ByteLevel", add_prefix_space = true, trim_offsets = true, use_regex = true },
            model = new { type = "BPE", vocab = vocabulary, merges },
        });
        var config = new Dictionary<string, object> { ["add_bos_token"] = false };
        if (chatTemplate is not null)
        {
            config["chat_template"] = chatTemplate;
        }

        WriteJson(folder, "tokenizer_config.json", config);
    }

    /// <summary>Gets the merges that fit a vocabulary.</summary>
    public static IReadOnlyList<string> MergesOf(int vocabularySize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(vocabularySize, SmallestVocabulary);
        return [.. TestVocabulary.SomeMerges.Take(vocabularySize - SmallestVocabulary)];
    }

    private static void WriteJson(string folder, string name, object value) =>
        File.WriteAllText(Path.Combine(folder, name), JsonSerializer.Serialize(value));
}
