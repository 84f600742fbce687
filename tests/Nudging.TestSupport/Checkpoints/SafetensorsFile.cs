using System.Buffers.Binary;
using System.Text.Json;

namespace Nudging.TestSupport.Checkpoints;

/// <summary>Writes safetensors files.</summary>
public static class SafetensorsFile
{
    /// <summary>Writes a file of random tensors.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="tensors">The tensors, in the order of the file.</param>
    /// <param name="dataType">The type in which the values are stored: F32, F16 or BF16.</param>
    /// <param name="vectorType">The type in which vectors are stored.</param>
    /// <param name="seed">The seed of the values.</param>
    public static void Write(string path, IEnumerable<CheckpointTensor> tensors, string dataType, string vectorType, int seed)
    {
        Write(path, [.. tensors.Select(tensor => (tensor.Name, TypeOf(tensor), tensor.Shape, BytesOf(tensor.Draw(seed), TypeOf(tensor))))]);

        string TypeOf(CheckpointTensor tensor) => tensor.Shape.Count == 1 ? vectorType : dataType;
    }

    /// <summary>Writes a file of tensors of any type.</summary>
    public static void Write(string path, IReadOnlyList<(string Name, string Type, IReadOnlyList<int> Shape, byte[] Bytes)> tensors)
    {
        var header = new Dictionary<string, object> { ["__metadata__"] = new { format = "pt" } };
        long offset = 0;
        foreach ((string name, string type, IReadOnlyList<int> shape, byte[] bytes) in tensors)
        {
            header[name] = new { dtype = type, shape, data_offsets = new[] { offset, offset + bytes.Length } };
            offset += bytes.Length;
        }

        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header);
        int length = (json.Length + 7) / 8 * 8;
        byte[] start = new byte[8 + length];
        BinaryPrimitives.WriteInt64LittleEndian(start, length);
        json.CopyTo(start, 8);
        start.AsSpan(8 + json.Length).Fill((byte)' ');
        using FileStream file = File.Create(path);
        file.Write(start);
        foreach ((_, _, _, byte[] bytes) in tensors)
        {
            file.Write(bytes);
        }
    }

    /// <summary>Gets the bytes of values.</summary>
    public static byte[] BytesOf(ReadOnlySpan<float> values, string dataType)
    {
        int size = dataType == "F32" ? 4 : 2;
        byte[] bytes = new byte[values.Length * size];
        for (int i = 0; i < values.Length; i++)
        {
            Span<byte> place = bytes.AsSpan(i * size);
            switch (dataType)
            {
                case "F32":
                    BinaryPrimitives.WriteSingleLittleEndian(place, values[i]);
                    break;
                case "F16":
                    BinaryPrimitives.WriteHalfLittleEndian(place, (Half)values[i]);
                    break;
                default:
                    BinaryPrimitives.WriteUInt16LittleEndian(place, (ushort)(BitConverter.SingleToUInt32Bits(values[i]) >> 16));
                    break;
            }
        }

        return bytes;
    }
}
