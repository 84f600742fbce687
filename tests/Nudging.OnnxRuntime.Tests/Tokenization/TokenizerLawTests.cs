using System.Text;
using Nudging.OnnxRuntime.Tokenization;

namespace Nudging.OnnxRuntime.Tests.Tokenization;

/// <summary>What holds for every family and any text.</summary>
public sealed class TokenizerLawTests
{
    private static readonly string[] Pieces =
        ["the", " quick", " ", "  ", "\n", "\n\n", "\t", "\r\n", ".", ", ", "'s", "'ſ", "12", "3456", "é", "e\u0301", "\u0301", "日本", "語の", "が", "か\u3099", "한국", "\u1100\u1161", "ก็", "😀", "👨‍👩‍👧", "𝟘", "\uD83D", "\uDE00", "\uFFFD", "\u2581", "\0", "<0x0A>", "foo(bar)", "…", "。", "\u00A0", "ABC", "zzzz", "<br>"];

    private static readonly string[] Special = ["<s>", "</s>", "<|endoftext|>", "<|im_end|>", "<|assistant|>", "<|eot_id|>", "[INST]", "<end_of_turn>"];

    [Theory]
    [MemberData(nameof(ReferenceDataTests.Families), MemberType = typeof(ReferenceDataTests))]
    public void Any_text_comes_back_but_for_what_the_family_does_not_keep(string family)
    {
        ITokenizer tokenizer = TestTokenizer.LoadFamily(family, withSpecial: false);
        var random = new Random(21);
        for (int round = 0; round < 400; round++)
        {
            string text = round % 4 == 0 ? RandomUnits(random) : RandomText(random, Pieces);
            ITokenDecoder decoder = tokenizer.CreateDecoder(isWhole: true);
            string decoded = string.Concat(tokenizer.Encode(text).Ids.Select(decoder.Next)) + decoder.Flush();
            Assert.Equal(Kept(family, text), decoded);
        }
    }

    [Theory]
    [MemberData(nameof(ReferenceDataTests.Families), MemberType = typeof(ReferenceDataTests))]
    public void Both_sides_of_a_cut_have_the_tokens_of_the_whole(string family)
    {
        ITokenizer tokenizer = TestTokenizer.LoadFamily(family, withSpecial: true);
        var random = new Random(22);
        int cuts = 0;
        for (int round = 0; round < 250; round++)
        {
            string text = RandomText(random, [.. Pieces, .. Special]);
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
    public void Any_tokens_are_decoded_as_well_one_by_one(string family)
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
    public void Words_may_be_as_long_as_they_like(string family)
    {
        ITokenizer tokenizer = TestTokenizer.LoadFamily(family, withSpecial: true);
        foreach (string unit in (string[])["a", "ab", " ", "\n", "=", "日本語", "😀", "9"])
        {
            string text = string.Concat(Enumerable.Repeat(unit, 100_000 / unit.Length));
            Assert.Equal(text.Length, tokenizer.Encode(text).Ends[^1]);
        }
    }

    private static string Kept(string family, string text)
    {
        var kept = new StringBuilder();
        foreach (Rune rune in text.EnumerateRunes())
        {
            kept.Append(rune.ToString());
        }

        bool marksSpaces = family is "llama-2" or "mistral" or "gemma-style" or "phi-3";
        return family is "olmo" or "qwen-2.5" ? Nfc.Normalize(kept.ToString())
            : marksSpaces ? kept.Replace('\u2581', ' ').ToString()
            : kept.ToString();
    }

    private static string RandomText(Random random, string[] pieces) =>
        string.Concat(Enumerable.Range(0, random.Next(14)).Select(_ => pieces[random.Next(pieces.Length)]));

    private static string RandomUnits(Random random) =>
        new([.. Enumerable.Range(0, random.Next(30)).Select(_ => (char)(random.Next(3) == 0 ? random.Next(0x10000) : random.Next(0x80)))]);
}
