using System.Text.Json;
using System.Text.Json.Nodes;
using Nudging.OnnxRuntime.Tokenization;
using Nudging.TestSupport;

namespace Nudging.OnnxRuntime.Tests.Tokenization;

/// <summary>Real tokenizers give the ids and texts of the reference implementations.</summary>
public sealed class ReferenceDataTests
{
    public static TheoryData<string> Families => ["gpt-2", "olmo", "olmo-2", "qwen-2.5", "llama-2", "mistral", "gemma-style", "phi-3", "llama-3"];

    [Theory]
    [MemberData(nameof(Families))]
    public void Encoding_a_text_gives_the_reference_ids(string family)
    {
        JsonElement[] lines = [.. TestTokenizer.Lines($"{family}/encode.jsonl")];
        Assert.InRange(lines.Length, 200, int.MaxValue);
        foreach (IGrouping<bool, JsonElement> kind in lines.GroupBy(line => line.GetProperty("special").GetBoolean()))
        {
            AssertTokens(TestTokenizer.LoadFamily(family, kind.Key), kind);
        }
    }

    [Fact]
    public void Encoding_control_pieces_in_SentencePiece_text_gives_the_reference_ids() =>
        AssertTokens(TestTokenizer.LoadFamily("llama-2", withSpecial: true), TestTokenizer.Lines("llama-2/encode-special.jsonl"));

    [Fact]
    public void Encoding_with_GPT_2_without_added_spaces_gives_the_reference_ids()
    {
        JsonNode root = JsonNode.Parse(File.ReadAllText(Path.Combine(TokenizerFamily.Folder("gpt-2"), "tokenizer.json")))!;
        foreach (IGrouping<bool, JsonElement> kind in TestTokenizer.Lines("gpt-2/encode-plain.jsonl").GroupBy(line => line.GetProperty("special").GetBoolean()))
        {
            int last = kind.Key ? 50256 : 50255;
            AssertTokens(TestTokenizer.LoadWithout(root.DeepClone(), token => token["id"]!.GetValue<int>() > last), kind);
        }
    }

    [Fact]
    public void Encoding_with_vocab_and_merges_gives_the_reference_ids()
    {
        string folder = TokenizerFamily.Folder("qwen-2.5");
        ITokenizer tokenizer = TestTokenizer.LoadFolder([.. ((string[])["vocab.json", "merges.txt", "tokenizer_config.json"]).Select(name => (name, File.ReadAllBytes(Path.Combine(folder, name))))]);
        AssertTokens(tokenizer, TestTokenizer.Lines("qwen-2.5/encode.jsonl").Where(line =>
            line.GetProperty("special").GetBoolean() || !line.GetProperty("text").GetString()!.Contains("<|", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Decoding_ids_gives_the_reference_text(string family)
    {
        ITokenizer tokenizer = TestTokenizer.LoadFamily(family, withSpecial: true);
        foreach (JsonElement line in TestTokenizer.Lines($"{family}/decode.jsonl"))
        {
            int[] ids = Ids(line);
            bool showsSpecial = !line.GetProperty("skip_special").GetBoolean();
            if (line.TryGetProperty("prefixes", out JsonElement prefixes))
            {
                AssertStream(tokenizer, ids, [.. prefixes.EnumerateArray().Select(prefix => prefix.GetString()!)], showsSpecial);
            }
            else
            {
                Assert.Equal(line.GetProperty("text").GetString(), Decode(tokenizer, ids, showsSpecial));
            }
        }
    }

    private static void AssertTokens(ITokenizer tokenizer, IEnumerable<JsonElement> lines)
    {
        foreach (JsonElement line in lines)
        {
            string text = line.GetProperty("text").GetString()!;
            EncodedText encoded = tokenizer.Encode(text);
            int[] expected = Ids(line);
            Assert.True(expected.AsSpan().SequenceEqual(encoded.Ids), $"'{text}' is {string.Join(' ', expected)}, not {string.Join(' ', encoded.Ids)}.");
            AssertEnds(tokenizer, text, encoded);
        }
    }

    // The decoder never withdraws text, and its text lacks at most one incomplete character. The reference may withdraw the bytes
    // before such a character, and returns the same text later.
    private static void AssertStream(ITokenizer tokenizer, int[] ids, string[] prefixes, bool showsSpecial)
    {
        ITokenDecoder whole = tokenizer.CreateDecoder(isWhole: true, showsSpecial);
        ITokenDecoder continuation = tokenizer.CreateDecoder(isWhole: false, showsSpecial);
        string wholeSoFar = string.Empty;
        string soFar = string.Empty;
        for (int i = 0; i < ids.Length; i++)
        {
            wholeSoFar += whole.Next(ids[i]);
            soFar += continuation.Next(ids[i]);
            Assert.StartsWith(wholeSoFar, prefixes[i], StringComparison.Ordinal);
            Assert.Equal(prefixes[i], Decode(tokenizer, ids[..(i + 1)], showsSpecial));
            AssertBecomes(soFar, prefixes.AsSpan(i));
        }
    }

    private static void AssertBecomes(string soFar, ReadOnlySpan<string> prefixes)
    {
        if (Rest(prefixes[0]) is string rest)
        {
            Assert.True(rest.All(unit => unit == '\uFFFD'), $"'{soFar}' lacks more of '{prefixes[0]}' than an incomplete character.");
            return;
        }

        Assert.True(prefixes.ToArray().Any(prefix => Rest(prefix) is not null), $"'{soFar}' does not become '{prefixes[^1]}'.");

        // A continuation may begin with a space.
        string? Rest(string prefix) =>
            prefix.StartsWith(soFar, StringComparison.Ordinal) ? prefix[soFar.Length..]
            : $" {prefix}".StartsWith(soFar, StringComparison.Ordinal) ? prefix[(soFar.Length - 1)..]
            : null;
    }

    private static string Decode(ITokenizer tokenizer, int[] ids, bool showsSpecial)
    {
        ITokenDecoder decoder = tokenizer.CreateDecoder(isWhole: true, showsSpecial);
        return string.Concat(ids.Select(decoder.Next)) + decoder.Flush();
    }

    private static int[] Ids(JsonElement line) => [.. line.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];

    // Ends rise to the length of the text, and each end is the length of the text decoded so far.
    private static void AssertEnds(ITokenizer tokenizer, string text, EncodedText encoded)
    {
        Assert.Equal(encoded.Ids.Length, encoded.Ends.Length);
        if (text.Length == 0 || text.Contains('\uFFFE', StringComparison.Ordinal) || !text.IsNormalized())
        {
            return;
        }

        Assert.Equal(text.Length, encoded.Ends[^1]);
        int[] known = [.. encoded.Ends.Where(end => end >= 0)];
        Assert.Equal(known.Order(), known);
        if (text.Any(char.IsSurrogate) || text.Contains("<|", StringComparison.Ordinal))
        {
            return;
        }

        // A tokenizer may put a space before the text.
        ITokenDecoder decoder = tokenizer.CreateDecoder();
        string[] pieces = [.. encoded.Ids.Select(decoder.Next)];
        int written = text.Length - pieces.Sum(piece => piece.Length);
        if (written is not (0 or -1))
        {
            Assert.Contains('<', text);
            return;
        }

        for (int i = 0; i < encoded.Ids.Length; i++)
        {
            written += pieces[i].Length;
            Assert.True(encoded.Ends[i] == -1 || encoded.Ends[i] == written, $"Token {i} of '{text}' ends at {written}, not {encoded.Ends[i]}.");
        }
    }
}
