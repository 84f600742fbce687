using System.Globalization;
using System.Text;
using System.Text.Json;
using DemoPair;

namespace OnnxRuntimeGenAI.Tests;

/// <summary>
/// The demo pair's tokenizer takes numbers whole (<c>\p{N}+</c>), as onnxruntime-genai wants the pattern, although its
/// merges were learnt with every digit apart (<c>\p{N}</c>). Both patterns give the same ids for every text, because no
/// token holds bytes of two number characters.
/// </summary>
public sealed class NumberPatternTests
{
    // A number character is in one of three categories of Unicode.
    private static readonly byte[][] Numbers =
    [
        .. Enumerable.Range(0, 0x110000)
            .Where(value => Rune.IsValid(value) && CharUnicodeInfo.GetUnicodeCategory(value)
                is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber)
            .Select(value => Encoding.UTF8.GetBytes(new Rune(value).ToString())),
    ];

    [Theory]
    [InlineData("base")]
    [InlineData("aligned")]
    public void No_token_joins_bytes_of_two_number_characters(string model)
    {
        byte[][] tokens = ReadTokens(Path.Combine(Path.GetDirectoryName(DemoPairFiles.BaseModelPath)!, model, "tokenizer.json"));
        Assert.Equal(1021, tokens.Length);
        Assert.DoesNotContain(tokens, JoinsNumbers);
    }

    [Fact]
    public void A_token_of_two_digits_is_found()
    {
        Assert.True(JoinsNumbers("12"u8.ToArray()));
        Assert.True(JoinsNumbers(" 12"u8.ToArray()));
        Assert.True(JoinsNumbers([0xB2, 0xC2]));
        Assert.False(JoinsNumbers(" 1"u8.ToArray()));
        Assert.False(JoinsNumbers("ab"u8.ToArray()));
    }

    // Whether a token can lie across the boundary between two number characters, for any text.
    private static bool JoinsNumbers(byte[] token)
    {
        for (int cut = 1; cut < token.Length; cut++)
        {
            ReadOnlyMemory<byte> left = token.AsMemory(..cut);
            ReadOnlyMemory<byte> right = token.AsMemory(cut..);
            if (Array.Exists(Numbers, number => Overlaps(left.Span, number, atEnd: true)) && Array.Exists(Numbers, number => Overlaps(right.Span, number, atEnd: false)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Overlaps(ReadOnlySpan<byte> part, ReadOnlySpan<byte> number, bool atEnd) => atEnd
        ? part.EndsWith(number) || number.EndsWith(part)
        : part.StartsWith(number) || number.StartsWith(part);

    private static byte[][] ReadTokens(string path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        Dictionary<char, byte> bytes = [];
        int extra = 0;
        for (int value = 0; value < 256; value++)
        {
            bool isPrintable = value is (>= 33 and < 127) or (>= 161 and < 173) or (>= 174 and < 256);
            bytes[(char)(isPrintable ? value : 256 + extra++)] = (byte)value;
        }

        return [.. document.RootElement.GetProperty("model").GetProperty("vocab").EnumerateObject().Select(token => token.Name.Select(character => bytes[character]).ToArray())];
    }
}
