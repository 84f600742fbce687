using System.Text;
using Nudging.OnnxRuntime.Tokenization;

namespace Nudging.OnnxRuntime.Tests.Tokenization;

/// <summary>Laws of encoding and decoding for each family of the reference data and any text.</summary>
public sealed class TokenizerLawTests
{
    private static readonly string[] Special = ["<s>", "</s>", "<|endoftext|>", "<|im_end|>", "<|assistant|>", "<|eot_id|>", "[INST]", "<end_of_turn>"];

    [Theory]
    [MemberData(nameof(ReferenceDataTests.Families), MemberType = typeof(ReferenceDataTests))]
    public void Decoding_encoded_text_gives_the_text_as_the_family_normalizes_it(string family)
    {
        ITokenizer tokenizer = TestTokenizer.LoadFamily(family, withSpecial: false);
        var random = new Random(21);
        for (int round = 0; round < 400; round++)
        {
            string text = round % 4 == 0 ? RandomText.NextUnits(random) : RandomText.Next(random, RandomText.Pieces);
            ITokenDecoder decoder = tokenizer.CreateDecoder(isWhole: true);
            string decoded = string.Concat(tokenizer.Encode(text).Ids.Select(decoder.Next)) + decoder.Flush();
            Assert.Equal(Normalize(family, text), decoded);
        }
    }

    [Theory]
    [MemberData(nameof(ReferenceDataTests.Families), MemberType = typeof(ReferenceDataTests))]
    public void Encoding_a_text_in_two_parts_split_where_allowed_gives_the_ids_of_the_whole_text(string family)
    {
        ITokenizer tokenizer = TestTokenizer.LoadFamily(family, withSpecial: true);
        var random = new Random(22);
        int cuts = 0;
        for (int round = 0; round < 250; round++)
        {
            string text = RandomText.Next(random, [.. RandomText.Pieces, .. Special]);
            int[] whole = tokenizer.Encode(text).Ids;
            for (int place = 1; place + 1 < text.Length; place++)
            {
                if (tokenizer.CanCut(text.AsSpan(0, place + 2), place))
                {
                    int[] parts = [.. tokenizer.Encode(text[..place]).Ids, .. tokenizer.Encode(text[place..], isBeginning: false).Ids];
                    Assert.True(whole.AsSpan().SequenceEqual(parts), $"'{text}' at {place} is {string.Join(' ', whole)}, not {string.Join(' ', parts)}.");
                    cuts++;
                }
            }
        }

        Assert.InRange(cuts, 100, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(ReferenceDataTests.Families), MemberType = typeof(ReferenceDataTests))]
    public void Decoding_random_ids_gives_whole_characters(string family)
    {
        ITokenizer tokenizer = TestTokenizer.LoadFamily(family, withSpecial: true);
        var random = new Random(23);
        for (int round = 0; round < 200; round++)
        {
            int[] ids = [.. Enumerable.Range(0, 20).Select(_ => random.Next(4) == 0 ? random.Next(-5, 200_000) : random.Next(300))];
            ITokenDecoder decoder = tokenizer.CreateDecoder();
            foreach (int id in ids)
            {
                string piece = decoder.Next(id);
                Assert.True(piece.Length == 0 || (!char.IsHighSurrogate(piece[^1]) && !char.IsLowSurrogate(piece[0])));
            }

            decoder.Flush();
            Assert.False(decoder.IsInsideCharacter);
        }
    }

    [Theory]
    [MemberData(nameof(ReferenceDataTests.Families), MemberType = typeof(ReferenceDataTests))]
    public void Encoding_a_word_of_100000_characters_terminates(string family)
    {
        ITokenizer tokenizer = TestTokenizer.LoadFamily(family, withSpecial: true);
        foreach (string unit in (string[])["a", "ab", " ", "\n", "=", "日本語", "😀", "9"])
        {
            string text = string.Concat(Enumerable.Repeat(unit, 100_000 / unit.Length));
            Assert.Equal(text.Length, tokenizer.Encode(text).Ends[^1]);
        }
    }

    private static string Normalize(string family, string text)
    {
        var kept = new StringBuilder();
        foreach (Rune rune in text.EnumerateRunes())
        {
            kept.Append(rune.ToString());
        }

        bool marksSpaces = family is "llama-2" or "mistral" or "gemma-style" or "phi-3";
        return family is "olmo" or "qwen-2.5" ? UnicodeNormalizer.ToFormC(kept.ToString())
            : marksSpaces ? kept.Replace('\u2581', ' ').ToString()
            : kept.ToString();
    }
}
