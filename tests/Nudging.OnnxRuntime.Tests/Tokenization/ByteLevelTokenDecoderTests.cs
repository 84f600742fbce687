using System.Text;
using Nudging.OnnxRuntime.Tokenization;

namespace Nudging.OnnxRuntime.Tests.Tokenization;

public sealed class ByteLevelTokenDecoderTests
{
    [Fact]
    public void Decoding_bytes_split_into_any_tokens_gives_the_same_text_in_whole_characters()
    {
        var random = new Random(2);
        for (int round = 0; round < 2000; round++)
        {
            byte[] bytes = round % 2 == 0 ? Encoding.UTF8.GetBytes("aé日😀👨‍👩‍👧z\u0301") : [.. Enumerable.Range(0, 12).Select(_ => RandomByte(random))];
            var tokens = new List<ReadOnlyMemory<byte>>();
            for (int start = 0; start < bytes.Length;)
            {
                int length = Math.Min(random.Next(4), bytes.Length - start);
                tokens.Add(bytes.AsMemory(start, length));
                start += length;
            }

            Vocabulary vocabulary = Vocabulary(tokens);
            var decoder = new ByteLevelTokenDecoder(new(vocabulary, []));
            string text = string.Empty;
            foreach (ReadOnlyMemory<byte> token in tokens)
            {
                Assert.True(vocabulary.TryFind(ByteAlphabet.Encode(token.Span), out int id));
                string piece = decoder.Next(id);
                Assert.True(piece.Length == 0 || (!char.IsHighSurrogate(piece[^1]) && !char.IsLowSurrogate(piece[0])));
                text += piece;
            }

            Assert.Equal(Encoding.UTF8.GetString(bytes), text + decoder.Flush());
        }
    }

    [Fact]
    public void Decoding_holds_bytes_back_only_while_the_bytes_can_become_a_character()
    {
        var decoder = new ByteLevelTokenDecoder(new(Vocabulary(Enumerable.Range(0, 256).Select(value => (ReadOnlyMemory<byte>)new[] { (byte)value })), []));
        Assert.Equal(["", "", "日"], ((int[])[0xE6, 0x97, 0xA5]).Select(decoder.Next));
        Assert.Equal(["", "", "\uFFFDa"], ((int[])[0xE6, 0x97, 'a']).Select(decoder.Next));
        Assert.Equal("\uFFFD", decoder.Next(0xFF));
        Assert.Equal(string.Empty, decoder.Next(0xF0));
        Assert.Equal("\uFFFD", decoder.Flush());
    }

    private static Vocabulary Vocabulary(IEnumerable<ReadOnlyMemory<byte>> tokens)
    {
        var vocabulary = new Vocabulary();
        foreach ((int id, ReadOnlyMemory<byte> bytes) in tokens.Select((bytes, id) => (id, bytes)))
        {
            vocabulary.TryAdd(ByteAlphabet.Encode(bytes.Span), id);
        }

        return vocabulary;
    }

    private static byte RandomByte(Random random) => random.Next(3) switch
    {
        0 => (byte)random.Next(128),
        1 => (byte)random.Next(0x80, 0xC0),
        _ => (byte)random.Next(0xC0, 0x100),
    };
}
