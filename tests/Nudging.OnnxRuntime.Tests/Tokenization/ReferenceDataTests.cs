using System.Text.Json;
using Nudging.OnnxRuntime.Tokenization;

namespace Nudging.OnnxRuntime.Tests.Tokenization;

/// <summary>Real tokenizers give the ids and texts that the reference implementation gives.</summary>
public sealed class ReferenceDataTests
{
    public static TheoryData<string> Families => ["gpt-2", "olmo", "olmo-2", "qwen-2.5"];

    [Theory]
    [MemberData(nameof(Families))]
    public void Texts_have_the_tokens_of_the_reference(string family)
    {
        var tokenizers = new Dictionary<bool, ITokenizer>();
        int checkedLines = 0;
        foreach (JsonElement line in TestTokenizer.Lines($"{family}/encode.jsonl"))
        {
            bool special = line.GetProperty("special").GetBoolean();
            if (!tokenizers.TryGetValue(special, out ITokenizer? tokenizer))
            {
                tokenizers[special] = tokenizer = TestTokenizer.LoadFamily(family, special);
            }

            string text = line.GetProperty("text").GetString()!;
            EncodedText encoded = tokenizer.Encode(text);
            int[] expected = Ids(line);
            Assert.True(expected.AsSpan().SequenceEqual(encoded.Ids), $"'{text}' is {string.Join(' ', expected)}, not {string.Join(' ', encoded.Ids)}.");
            AssertEnds(tokenizer, text, encoded);
            checkedLines++;
        }

        Assert.InRange(checkedLines, 200, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Tokens_have_the_text_of_the_reference(string family)
    {
        ITokenizer tokenizer = TestTokenizer.LoadFamily(family, withSpecial: true);
        foreach (JsonElement line in TestTokenizer.Lines($"{family}/decode.jsonl").Where(line => line.GetProperty("skip_special").GetBoolean()))
        {
            ITokenDecoder decoder = tokenizer.CreateDecoder();
            string[] pieces = [.. Ids(line).Select(decoder.Next)];
            string whole = string.Concat(pieces);
            if (line.TryGetProperty("prefixes", out JsonElement prefixes))
            {
                string soFar = string.Empty;
                foreach ((string piece, JsonElement prefix) in pieces.Zip(prefixes.EnumerateArray()))
                {
                    // What has come is never taken back, and lacks at most a character that is not complete.
                    soFar += piece;
                    string expected = prefix.GetString()!;
                    Assert.StartsWith(soFar, expected, StringComparison.Ordinal);
                    Assert.True(expected[soFar.Length..].All(rest => rest == '\uFFFD'), $"'{soFar}' lacks more of '{expected}' than an incomplete character.");
                }
            }
            else
            {
                Assert.Equal(line.GetProperty("text").GetString(), whole + decoder.Flush());
            }
        }
    }

    private static int[] Ids(JsonElement line) => [.. line.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];

    // Ends rise, the last is the text's, and a decoder that is given the tokens has written exactly so much by then.
    private static void AssertEnds(ITokenizer tokenizer, string text, EncodedText encoded)
    {
        Assert.Equal(encoded.Ids.Length, encoded.Ends.Length);
        if (text.Length == 0 || text.Contains('\uFFFE', StringComparison.Ordinal) || !text.IsNormalized())
        {
            return;
        }

        Assert.Equal(text.Length, encoded.Ends[^1]);
        int[] known = [.. encoded.Ends.Where(end => end >= 0)];
        Assert.Equal(known.Order().Distinct(), known);
        if (text.Any(char.IsSurrogate) || text.Contains("<|", StringComparison.Ordinal))
        {
            return;
        }

        ITokenDecoder decoder = tokenizer.CreateDecoder();
        int written = 0;
        for (int i = 0; i < encoded.Ids.Length; i++)
        {
            written += decoder.Next(encoded.Ids[i]).Length;
            Assert.True(encoded.Ends[i] == -1 || encoded.Ends[i] == written, $"Token {i} of '{text}' ends at {written}, not {encoded.Ends[i]}.");
        }
    }
}
