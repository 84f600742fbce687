using System.Buffers.Binary;
using System.Text.Json;

namespace Nudging.ModelBuilder.Tests.Reference;

/// <summary>Reads all tensors of floating-point numbers in a checkpoint, widened to float64.</summary>
internal static class ReferenceSafetensors
{
    public static Dictionary<string, ReferenceTensor> Read(string folder)
    {
        var tensors = new Dictionary<string, ReferenceTensor>();
        foreach (string path in Directory.EnumerateFiles(folder, "model*.safetensors"))
        {
            ReadFile(File.ReadAllBytes(path), tensors);
        }

        return tensors;
    }

    private static void ReadFile(byte[] file, Dictionary<string, ReferenceTensor> tensors)
    {
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        using JsonDocument header = JsonDocument.Parse(file.AsMemory(8, length));
        foreach (JsonProperty entry in header.RootElement.EnumerateObject().Where(entry => entry.Name != "__metadata__"))
        {
            int[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];
            int[] offsets = [.. entry.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt32())];
            ReadOnlySpan<byte> bytes = file.AsSpan(8 + length + offsets[0], offsets[1] - offsets[0]);
            if (entry.Value.GetProperty("dtype").GetString() is "F32" or "F16" or "BF16")
            {
                tensors.Add(entry.Name, new ReferenceTensor(shape, Widen(bytes, entry.Value.GetProperty("dtype").GetString()!)));
            }
        }
    }

    private static double[] Widen(ReadOnlySpan<byte> bytes, string type)
    {
        int size = type == "F32" ? 4 : 2;
        double[] values = new double[bytes.Length / size];
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> place = bytes[(i * size)..];
            values[i] = type switch
            {
                "F32" => BinaryPrimitives.ReadSingleLittleEndian(place),
                "F16" => (double)BinaryPrimitives.ReadHalfLittleEndian(place),
                _ => BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(place) << 16),
            };
        }

        return values;
    }
}
