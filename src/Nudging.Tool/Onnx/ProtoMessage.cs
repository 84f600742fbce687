using System.Text;
using Google.Protobuf;

namespace Nudging.Tool.Onnx;

/// <summary>A protobuf message as a list of fields. Fields that the reader does not know are kept without change.</summary>
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

    /// <summary>Copies the message without the fields of some numbers.</summary>
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

    /// <summary>Gets the text in a field; empty where the field is missing.</summary>
    public string Text(int field) => Texts(field).LastOrDefault(string.Empty);

    public IEnumerable<string> Texts(int field) => All(field).Select(value => value.Bytes.ToStringUtf8());

    public IEnumerable<ProtoMessage> Messages(int field) => All(field).Select(value => Parse(value.Bytes));

    /// <summary>Gets the message in a field; an empty message where the field is missing.</summary>
    public ProtoMessage Message(int field) => Messages(field).LastOrDefault() ?? new();

    /// <summary>Gets the integers of a field, packed or not.</summary>
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
