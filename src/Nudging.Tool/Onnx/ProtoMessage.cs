using System.Text;
using Google.Protobuf;

namespace Nudging.Tool.Onnx;

/// <summary>One protobuf message, field by field, whatever it means: what is not understood is kept as it is.</summary>
internal sealed class ProtoMessage
{
    private readonly List<ProtoField> _fields = [];

    public static ProtoMessage Parse(ByteString bytes)
    {
        var message = new ProtoMessage();
        using CodedInputStream input = bytes.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            message._fields.Add(ProtoField.Read(input, tag));
        }

        return message;
    }

    public ProtoMessage Write(int field, long value) => Add(new(field, WireFormat.WireType.Varint, (ulong)value, ByteString.Empty));

    public ProtoMessage Write(int field, float value) => Add(new(field, WireFormat.WireType.Fixed32, BitConverter.SingleToUInt32Bits(value), ByteString.Empty));

    public ProtoMessage Write(int field, string value) => Write(field, Encoding.UTF8.GetBytes(value));

    public ProtoMessage Write(int field, byte[] value) =>
        Add(new(field, WireFormat.WireType.LengthDelimited, 0, UnsafeByteOperations.UnsafeWrap(value)));

    public ProtoMessage Write(int field, ProtoMessage message) => Write(field, message.ToArray());

    /// <summary>The message with other fields for those of some numbers; none if none follow.</summary>
    public ProtoMessage Without(params ReadOnlySpan<int> fields)
    {
        var message = new ProtoMessage();
        foreach (ProtoField field in _fields)
        {
            if (!fields.Contains(field.Number))
            {
                message._fields.Add(field);
            }
        }

        return message;
    }

    public string Text(int field) => Texts(field).LastOrDefault(string.Empty);

    public IEnumerable<string> Texts(int field) => All(field).Select(value => value.Bytes.ToStringUtf8());

    public IEnumerable<ProtoMessage> Messages(int field) => All(field).Select(value => Parse(value.Bytes));

    /// <summary>The message in a field; an empty one where there is none.</summary>
    public ProtoMessage Message(int field) => Messages(field).LastOrDefault() ?? new();

    /// <summary>The integers of a field, packed into one or not.</summary>
    public IEnumerable<long> Integers(int field) => All(field).SelectMany(value => value.ToIntegers());

    public byte[] ToArray()
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true))
        {
            _fields.ForEach(field => field.WriteTo(output));
        }

        return bytes.ToArray();
    }

    private IEnumerable<ProtoField> All(int number) => _fields.Where(field => field.Number == number);

    private ProtoMessage Add(ProtoField field)
    {
        _fields.Add(field);
        return this;
    }
}
