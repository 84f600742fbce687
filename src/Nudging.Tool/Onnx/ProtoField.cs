using Google.Protobuf;

namespace Nudging.Tool.Onnx;

/// <summary>One field of a protobuf message.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Type">How it is written.</param>
/// <param name="Value">The bits of its value, where it is a number.</param>
/// <param name="Bytes">Its value, where it is a text, bytes or a message.</param>
internal readonly record struct ProtoField(int Number, WireFormat.WireType Type, ulong Value, ByteString Bytes)
{
    public static ProtoField Read(CodedInputStream input, uint tag)
    {
        int number = WireFormat.GetTagFieldNumber(tag);
        WireFormat.WireType type = WireFormat.GetTagWireType(tag);
        return type switch
        {
            WireFormat.WireType.Varint => new(number, type, input.ReadUInt64(), ByteString.Empty),
            WireFormat.WireType.Fixed32 => new(number, type, input.ReadFixed32(), ByteString.Empty),
            WireFormat.WireType.Fixed64 => new(number, type, input.ReadFixed64(), ByteString.Empty),
            WireFormat.WireType.LengthDelimited => new(number, type, 0, input.ReadBytes()),
            _ => throw new FormatException($"The protobuf field {number} is a group, which ONNX does not use."),
        };
    }

    public void WriteTo(CodedOutputStream output)
    {
        output.WriteTag(Number, Type);
        switch (Type)
        {
            case WireFormat.WireType.Varint:
                output.WriteUInt64(Value);
                break;
            case WireFormat.WireType.Fixed32:
                output.WriteFixed32((uint)Value);
                break;
            case WireFormat.WireType.Fixed64:
                output.WriteFixed64(Value);
                break;
            default:
                output.WriteBytes(Bytes);
                break;
        }
    }

    public IEnumerable<long> ToIntegers()
    {
        if (Type == WireFormat.WireType.Varint)
        {
            yield return (long)Value;
            yield break;
        }

        using CodedInputStream input = Bytes.CreateCodedInput();
        while (!input.IsAtEnd)
        {
            yield return input.ReadInt64();
        }
    }
}
