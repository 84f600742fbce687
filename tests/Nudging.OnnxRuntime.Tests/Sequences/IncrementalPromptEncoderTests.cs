using Nudging.Models;
using Nudging.OnnxRuntime.Folders;
using Nudging.OnnxRuntime.Sequences;
using Nudging.OnnxRuntime.Tests.Tokenization;
using Nudging.OnnxRuntime.Tokenization;
using Nudging.TestSupport;

namespace Nudging.OnnxRuntime.Tests.Sequences;

/// <summary>Encoding the changed part of a text gives the tokens of the whole text.</summary>
public sealed class IncrementalPromptEncoderTests
{
    private static readonly string[] Pieces =
        [" the", " and", "in", "er", " ", "  ", "\n", "\n\n ", ".", ", ", "'s", "'ll", " 12", "3", "é", "e\u0301", "\u0301", " 日本", "語", "😀", "👨‍👩‍👧", "<|endoftext|>", "<|im_end|>", " the quick", "\t", "\r\n", "\u00A0", "…", " (", ")", "日本", "語の文", "한국", "</s>", "<|assistant|>", "<|eot_id|>", "\n\n\n", "a\u2581b", "<h1>"];

    public static TheoryData<string> Families => ["", .. ReferenceDataTests.Families];

    [Theory]
    [MemberData(nameof(Families))]
    public void A_changed_text_has_the_tokens_of_the_same_text_encoded_from_its_start(string family)
    {
        ModelTokenizer model = Model(family);
        var random = new Random(4);
        int kept = 0;
        for (int round = 0; round < 40; round++)
        {
            Prompt prompt = round % 5 == 0 ? Prompt.Empty : RandomPrompt(random, 12);
            IReadOnlySet<int> written = RandomTokens(model, random);
            var prompted = new IncrementalPromptEncoder(model, prompt, written);
            string text = string.Empty;
            for (int step = 0; step < 25; step++)
            {
                // In two of three steps the text grows; in the other steps its end changes.
                text = random.Next(3) == 0 ? text[..random.Next(text.Length + 1)] : text;
                text += RandomText(random, 5);
                string draft = random.Next(2) == 0 ? string.Empty : RandomText(random, 5);
                prompted.Set(text, draft);
                int[] expected = EncodeFromStart(model, prompt, text + draft, written);
                Assert.True(expected.AsSpan().SequenceEqual(prompted.Tokens), $"'{prompt}' + '{text}' + '{draft}'");
                kept += expected.Length;
            }
        }

        Assert.True(kept > 1000);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void IsWholeAt_is_true_where_the_prefix_encoded_alone_has_the_same_tokens(string family)
    {
        ModelTokenizer model = Model(family);
        var random = new Random(5);
        int whole = 0;
        for (int round = 0; round < 60; round++)
        {
            Prompt prompt = RandomPrompt(random, 6);
            string text = RandomText(random, 20);
            IReadOnlySet<int> written = RandomTokens(model, random);
            var prompted = new IncrementalPromptEncoder(model, prompt, written);
            prompted.Set(text);
            int[] all = prompted.Tokens.ToArray();
            for (int i = 0; i < all.Length; i++)
            {
                if (prompted.End(i) is var end and >= 0)
                {
                    bool expected = EncodeFromStart(model, prompt, text[..end], written).AsSpan().SequenceEqual(all.AsSpan(0, i + 1));
                    Assert.True(expected == prompted.IsWholeAt(i), $"'{prompt}' + '{text}' at {end}");
                    whole += expected ? 1 : 0;
                }
            }
        }

        Assert.InRange(whole, 100, int.MaxValue);
    }

    [Fact]
    public void An_English_text_that_grows_is_not_encoded_from_its_start()
    {
        ITokenizer tokenizer = TestTokenizer.Create();
        var counting = new CountingTokenizer(tokenizer);
        var prompted = new IncrementalPromptEncoder(Model(counting), string.Concat(Enumerable.Repeat("There was the cat and then there was the dog. ", 50)), new HashSet<int>());
        prompted.Set(" So");
        int first = counting.Characters;
        for (string text = " So"; text.Length < 400; text += " it was")
        {
            prompted.Set(text);
        }

        Assert.InRange(counting.Characters - first, 1, 3000);
    }

    [Theory]
    [InlineData("llama-2", "日本語の文を書く")]
    [InlineData("gemma-style", "日本語の文を書く")]
    [InlineData("qwen-2.5", "日本語の文を書く")]
    [InlineData("llama-3", "one,\n")]
    [InlineData("phi-3", "one two")]
    public void A_text_that_grows_is_not_encoded_from_its_start(string family, string unit)
    {
        var counting = new CountingTokenizer(TestTokenizer.LoadFamily(family, withSpecial: true));
        var prompted = new IncrementalPromptEncoder(Model(counting), string.Concat(Enumerable.Repeat(unit, 500)), new HashSet<int>());
        string text = string.Empty;
        prompted.Set(text);
        int first = counting.Characters;
        for (int step = 0; step < 40; step++)
        {
            prompted.Set(text += unit);
        }

        Assert.InRange(counting.Characters - first, 1, 3000);
    }

    private static int[] EncodeFromStart(ModelTokenizer model, Prompt prompt, string text, IReadOnlySet<int> written)
    {
        int length = prompt.Text.Length;
        OrdinaryText ordinary = new([.. OrdinaryText.RangesOf(prompt), new(length, length + text.Length, written)]);
        int[] ids = model.Tokenizer.Encode(prompt.Text + text, isBeginning: true, ordinary).Ids;
        return [.. model.Prefix(ids, length > 0), .. ids];
    }

    private static Prompt RandomPrompt(Random random, int max) => Enumerable.Range(0, random.Next(1, 5)).Aggregate(
        Prompt.Empty, (prompt, _) => prompt + (random.Next(2) == 0 ? Prompt.FromTemplateText(RandomText(random, max)) : Prompt.FromOrdinaryText(RandomText(random, max))));

    private static HashSet<int> RandomTokens(ModelTokenizer model, Random random) =>
        [.. model.Tokenizer.ControlTokens.Select(token => token.Id).Where(_ => random.Next(2) == 0)];

    private static ModelTokenizer Model(string family) =>
        Model(family.Length == 0 ? TestTokenizer.Create() : TestTokenizer.LoadFamily(family, withSpecial: true));

    internal static ModelTokenizer Model(ITokenizer tokenizer, int vocabularySize = 320)
    {
        using var folder = new TemporaryFolder();
        DecoderModel.Write(folder.Path, new());
        return new(new LanguageModelInfo { Name = "test", ProviderName = "test", ContextLength = 100_000 }, tokenizer, ModelSettings.Read(ModelFolder.Open(folder.Path)), vocabularySize);
    }

    private static string RandomText(Random random, int max) =>
        string.Concat(Enumerable.Range(0, random.Next(max + 1)).Select(_ => Pieces[random.Next(Pieces.Length)]));

    private sealed class CountingTokenizer(ITokenizer inner) : ITokenizer
    {
        public int Characters { get; private set; }

        public string Kind => inner.Kind;

        public IReadOnlyCollection<VocabularyEntry> Tokens => inner.Tokens;

        public IReadOnlyList<int> Prefix => inner.Prefix;

        public IReadOnlyCollection<AddedToken> ControlTokens => inner.ControlTokens;

        public bool CanCut(ReadOnlySpan<char> text, int index) => inner.CanCut(text, index);

        public ITokenDecoder CreateDecoder(bool isWhole = false, bool showsSpecial = false) => inner.CreateDecoder(isWhole, showsSpecial);

        public ReadOnlyMemory<byte> BytesOf(int id) => inner.BytesOf(id);

        public EncodedText Encode(string text, bool isBeginning = true, OrdinaryText? ordinary = null)
        {
            Characters += text.Length;
            return inner.Encode(text, isBeginning, ordinary);
        }
    }
}
