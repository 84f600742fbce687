using Google.Protobuf;

namespace Nudging.TestSupport;

/// <summary>Writes small SentencePiece models.</summary>
public static class SentencePieceWriter
{
    /// <summary>Writes a tokenizer.model: the unknown piece, the bytes and "a" have the ids 0 to 257, and further pieces follow.</summary>
    /// <param name="more">The further pieces and their types.</param>
    /// <param name="type">The <c>model_type</c>.</param>
    /// <param name="fallsBack">The <c>byte_fallback</c>.</param>
    /// <param name="removesSpaces">The <c>remove_extra_whitespaces</c>.</param>
    public static byte[] Write(IEnumerable<(string Text, int Kind)> more, int type = 2, bool fallsBack = true, bool removesSpaces = false)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream))
        {
            IEnumerable<(string Text, int Kind)> bytes = Enumerable.Range(0, 256).Select(value => ($"<0x{value:X2}>", 6));
            int place = 0;
            foreach ((string text, int kind) in ((IEnumerable<(string, int)>)[("<unk>", 2), .. bytes, ("a", 1), .. more]))
            {
                WriteMessage(output, 1, piece =>
                {
                    piece.WriteTag(1, WireFormat.WireType.LengthDelimited);
                    piece.WriteString(text);
                    piece.WriteTag(2, WireFormat.WireType.Fixed32);
                    piece.WriteFloat(-place);
                    piece.WriteTag(3, WireFormat.WireType.Varint);
                    piece.WriteEnum(kind);
                });
                place++;
            }

            WriteMessage(output, 2, trainer =>
            {
                trainer.WriteTag(3, WireFormat.WireType.Varint);
                trainer.WriteEnum(type);
                trainer.WriteTag(35, WireFormat.WireType.Varint);
                trainer.WriteBool(fallsBack);
            });
            WriteMessage(output, 3, normalizer =>
            {
                normalizer.WriteTag(4, WireFormat.WireType.Varint);
                normalizer.WriteBool(removesSpaces);
            });
        }

        return stream.ToArray();
    }

    private static void WriteMessage(CodedOutputStream output, int field, Action<CodedOutputStream> write)
    {
        using var stream = new MemoryStream();
        using (var message = new CodedOutputStream(stream))
        {
            write(message);
        }

        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(stream.ToArray()));
    }
}
