using System.Text;
using System.Text.Json.Nodes;
using Nudging.Models;
using Nudging.OnnxRuntime.Tokenization;

namespace Nudging.OnnxRuntime.Tests.Tokenization;

/// <summary>Control tokens are recognised in template text and never in ordinary text, with every kind of tokenizer.</summary>
public sealed class OrdinaryTextTests
{
    private static readonly string[] Fillers = [" ", "\n", "  ", "a", "the ", "é", "e\u0301", "\u0301", "日本", "😀", "\uD83D", "<", ">", "|", "<|", "|>", "[", "]", "/", "_", "\u2581"];

    public static TheoryData<string> Tokenizers => [.. ReferenceDataTests.Families.Select(row => row.Data), .. TokenizerFixture.Names.Select(name => $"fixture {name}")];

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void Ordinary_text_of_pieces_of_control_tokens_has_no_control_token(string name)
    {
        ITokenizer tokenizer = Load(name);
        HashSet<int> control = [.. tokenizer.ControlTokens.Select(token => token.Id)];
        string[] pieces = Pieces(tokenizer);
        var random = new Random(61);
        Assert.NotEmpty(control);
        for (int round = 0; round < 600; round++)
        {
            var prompt = Prompt.FromOrdinaryText(RandomText.Next(random, pieces));
            Assert.DoesNotContain(Encode(tokenizer, prompt, isBeginning: round % 2 == 0).Ids, control.Contains);
        }
    }

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void Every_character_of_a_control_token_is_template_text(string name)
    {
        ITokenizer tokenizer = Load(name);
        Dictionary<int, string> control = tokenizer.ControlTokens.GroupBy(token => token.Id).ToDictionary(same => same.Key, same => same.First().Name);
        string[] pieces = Pieces(tokenizer);
        var random = new Random(62);
        int found = 0;
        for (int round = 0; round < 600; round++)
        {
            Prompt prompt = RandomPrompt(random, pieces);
            EncodedText encoded = Encode(tokenizer, prompt);
            int start = 0;
            for (int i = 0; i < encoded.Ids.Length; i++)
            {
                int end = encoded.Ends[i];
                if (control.TryGetValue(encoded.Ids[i], out string? content) && end >= 0)
                {
                    string part = prompt.Text[start..end];
                    Assert.True(
                        Enumerable.Range(start, part.Length).Any(place => prompt.Text.AsSpan(place).StartsWith(content) && IsTemplateText(prompt, place, content.Length)),
                        $"'{content}' in '{part}' of '{prompt}' ({string.Join(' ', prompt.Segments)})");
                    found++;
                }

                start = Math.Max(start, end);
            }
        }

        Assert.InRange(found, 100, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void A_prompt_whose_ordinary_text_touches_no_control_token_has_the_tokens_of_its_text(string name)
    {
        ITokenizer tokenizer = Load(name);
        string[] specials = [.. tokenizer.ControlTokens.Select(token => token.Name)];
        var random = new Random(63);
        int compared = 0;
        for (int round = 0; round < 600; round++)
        {
            Prompt prompt = Enumerable.Range(0, random.Next(1, 6)).Aggregate(Prompt.Empty, (whole, index) => whole + (index % 2 == 0
                ? Prompt.FromTemplateText(RandomText.Next(random, [.. RandomText.Pieces, .. specials]))
                : Prompt.FromOrdinaryText(RandomText.Next(random, [.. RandomText.Pieces, .. Fillers]))));
            if (!specials.Any(prompt.ContainsInOrdinaryText))
            {
                Assert.Equal(tokenizer.Encode(prompt.Text).Ids, Encode(tokenizer, prompt).Ids);
                compared++;
            }
        }

        Assert.InRange(compared, 300, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void A_hidden_control_token_decodes_to_its_text(string name)
    {
        ITokenizer tokenizer = Load(name);
        foreach (string special in tokenizer.ControlTokens.Select(token => token.Name).Distinct().Take(200).Where(text => text.IsNormalized() && !text.Contains('\u2581', StringComparison.Ordinal)))
        {
            ITokenDecoder decoder = tokenizer.CreateDecoder(isWhole: true);
            string text = $"a{special}b";
            string decoded = string.Concat(Encode(tokenizer, Prompt.FromOrdinaryText(text)).Ids.Select(decoder.Next)) + decoder.Flush();
            Assert.EndsWith(text, decoded, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("byte-level", false)]
    [InlineData("byte-level", true)]
    [InlineData("byte-fallback", false)]
    public void Merges_and_whole_words_do_not_produce_a_control_token_in_ordinary_text(string fixture, bool ignoresMerges)
    {
        JsonNode root = JsonNode.Parse(File.ReadAllText(Path.Combine(TokenizerFixture.Root, fixture, "tokenizer.json")))!;
        KeyValuePair<string, JsonNode?>[] words = [.. root["model"]!["vocab"]!.AsObject().Where(piece => piece.Key.Length is > 3 and < 9 && piece.Key.All(char.IsAsciiLetter)).Take(20)];
        root["model"]!["ignore_merges"] = ignoresMerges;
        foreach (KeyValuePair<string, JsonNode?> word in words)
        {
            root["added_tokens"]!.AsArray().Add(new JsonObject { ["id"] = word.Value!.GetValue<int>(), ["content"] = word.Key, ["special"] = true });
        }

        ITokenizer tokenizer = TestTokenizer.LoadFolder(("tokenizer.json", Encoding.UTF8.GetBytes(root.ToJsonString())));
        HashSet<int> control = [.. tokenizer.ControlTokens.Select(token => token.Id)];
        foreach (string word in words.Select(word => word.Key))
        {
            Assert.Contains(tokenizer.Encode(word).Ids, control.Contains);
            foreach (string text in (string[])[word, $"{word}s and {word}", $" {word} ", $"x{word}"])
            {
                int[] ids = Encode(tokenizer, Prompt.FromOrdinaryText(text)).Ids;
                Assert.DoesNotContain(ids, control.Contains);
                ITokenDecoder decoder = tokenizer.CreateDecoder(isWhole: true);
                Assert.EndsWith(text, string.Concat(ids.Select(decoder.Next)) + decoder.Flush(), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_control_token_that_is_a_byte_is_recognised_in_ordinary_text()
    {
        JsonNode root = JsonNode.Parse(File.ReadAllText(Path.Combine(TokenizerFixture.Root, "byte-level", "tokenizer.json")))!;
        int id = root["model"]!["vocab"]!["!"]!.GetValue<int>();
        root["added_tokens"]!.AsArray().Add(new JsonObject { ["id"] = id, ["content"] = "!", ["special"] = true });
        ITokenizer tokenizer = TestTokenizer.LoadFolder(("tokenizer.json", Encoding.UTF8.GetBytes(root.ToJsonString())));

        Assert.Equal(tokenizer.Encode("no!!").Ids, Encode(tokenizer, Prompt.FromOrdinaryText("no!!")).Ids);
        Assert.DoesNotContain(tokenizer.ControlTokens, token => token.Id == id);
    }

    [Theory]
    [InlineData("<|a|>", "<|a|>", true)]
    [InlineData("<|a|>", "[ab]", false)]
    [InlineData("  ", "{{ '  ' }}", false)]
    [InlineData("{{", "{{ 1 }}", false)]
    [InlineData("the", "the end", false)]
    public void An_added_token_is_a_control_token_where_the_chat_template_writes_a_marker(string content, string template, bool isControl)
    {
        JsonNode root = JsonNode.Parse(File.ReadAllText(Path.Combine(TokenizerFixture.Root, "byte-level", "tokenizer.json")))!;
        root["added_tokens"]!.AsArray().Add(new JsonObject { ["id"] = 9999, ["content"] = content, ["special"] = false });
        ITokenizer tokenizer = TestTokenizer.LoadFolder(("tokenizer.json", Encoding.UTF8.GetBytes(root.ToJsonString())), ("chat_template.jinja", Encoding.UTF8.GetBytes(template)));

        Assert.Equal(isControl, tokenizer.ControlTokens.Any(token => token.Id == 9999));
        Assert.Equal(!isControl, Encode(tokenizer, Prompt.FromOrdinaryText($"a{content}b")).Ids.Contains(9999));
        Assert.Contains(9999, Encode(tokenizer, Prompt.FromTemplateText($"a{content}b")).Ids);
    }

    [Fact]
    public void A_normalized_control_token_is_hidden_where_normalization_joins_its_characters_to_ordinary_text()
    {
        JsonNode root = JsonNode.Parse(File.ReadAllText(Path.Combine(TokenizerFixture.Root, "byte-level", "tokenizer.json")))!;
        root["normalizer"] = new JsonObject { ["type"] = "NFC" };
        root["added_tokens"]!.AsArray().Add(new JsonObject { ["id"] = 9999, ["content"] = "<é>", ["special"] = true, ["normalized"] = true });
        ITokenizer tokenizer = TestTokenizer.LoadFolder(("tokenizer.json", Encoding.UTF8.GetBytes(root.ToJsonString())));

        Assert.Equal([true, false, false, false, true], ((Prompt[])
        [
            Prompt.FromTemplateText("n\u0303<e\u0301>"),
            Prompt.FromOrdinaryText("n\u0303<e\u0301>"),
            "n\u0303<e" + Prompt.FromOrdinaryText("\u0301") + ">",
            "n\u0303<" + Prompt.FromOrdinaryText("e") + "\u0301>",
            "n" + Prompt.FromOrdinaryText("\u0303") + "<e\u0301>" + Prompt.FromOrdinaryText("e\u0301"),
        ]).Select(prompt => Encode(tokenizer, prompt).Ids.Contains(9999)));
    }

    private static ITokenizer Load(string name) => name.StartsWith("fixture ", StringComparison.Ordinal)
        ? TokenizerFixture.Load(name["fixture ".Length..]).Tokenizer
        : TestTokenizer.LoadFamily(name, withSpecial: true);

    private static EncodedText Encode(ITokenizer tokenizer, Prompt prompt, bool isBeginning = true) =>
        tokenizer.Encode(prompt.Text, isBeginning, OrdinaryText.Of(prompt));

    private static bool IsTemplateText(Prompt prompt, int start, int length) =>
        prompt.Segments.Any(segment => segment.IsTemplateText && segment.Start <= start && segment.Start + segment.Length >= start + length);

    private static Prompt RandomPrompt(Random random, string[] pieces) => Enumerable.Range(0, random.Next(1, 8)).Aggregate(
        Prompt.Empty,
        (prompt, _) => prompt + (random.Next(2) == 0 ? Prompt.FromTemplateText(RandomText.Next(random, pieces)) : Prompt.FromOrdinaryText(RandomText.Next(random, pieces))));

    // Whole control tokens, their halves, and text between.
    private static string[] Pieces(ITokenizer tokenizer)
    {
        string[] names = [.. tokenizer.ControlTokens.Select(token => token.Name).Distinct().Take(40)];
        return [.. Fillers, .. names, .. names, .. names.Select(text => text[..(text.Length / 2)]), .. names.Select(text => text[(text.Length / 2)..])];
    }
}
