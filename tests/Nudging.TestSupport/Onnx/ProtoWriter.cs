using System.Text;
using Google.Protobuf;

namespace Nudging.TestSupport.Onnx;

/// <summary>Writes one protobuf message field by field.</summary>
internal sealed class ProtoWriter
{
    private readonly List<byte> _bytes = [];

    public ProtoWriter Write(int field, long value) => Append(output =>
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt64(value);
    });

    public ProtoWriter Write(int field, float value) => Append(output =>
    {
        output.WriteTag(field, WireFormat.WireType.Fixed32);
        output.WriteFloat(value);
    });

    public ProtoWriter Write(int field, string value) => Write(field, Encoding.UTF8.GetBytes(value));

    public ProtoWriter Write(int field, byte[] value) => Append(output =>
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(UnsafeByteOperations.UnsafeWrap(value));
    });

    public ProtoWriter Write(int field, ProtoWriter message) => Write(field, message.ToArray());

    public byte[] ToArray() => [.. _bytes];

    private ProtoWriter Append(Action<CodedOutputStream> write)
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true))
        {
            write(output);
        }

        _bytes.AddRange(bytes.ToArray());
        return this;
    }
}
