using Google.Protobuf;

namespace Nudging.Tool.Onnx;

/// <summary>One field of a protobuf message.</summary>
/// <param name="Number">The field number.</param>
/// <param name="Type">The wire type.</param>
/// <param name="Value">The bits of the value of a number; 0 for other fields.</param>
/// <param name="Bytes">The value of a text, bytes, a message or packed numbers; empty for other fields.</param>
internal readonly record struct ProtoField(int Number, WireFormat.WireType Type, ulong Value, ByteString Bytes)
{
    /// <summary>Reads the value of a field whose tag was read.</summary>
    /// <exception cref="FormatException">The field is a group.</exception>
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

    /// <summary>Gets the integers of the field: one, or several where the field is packed.</summary>
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
