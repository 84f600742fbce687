using System.Buffers.Binary;
using System.Text;
using Nudging.ModelBuilder.Checkpoints;
using Nudging.TestSupport;

namespace Nudging.ModelBuilder.Tests.Checkpoints;

/// <summary>A temporary folder with safetensors files of any content.</summary>
internal sealed class CheckpointFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Path => _folder.Path;

    public string this[string name] => _folder[name];

    /// <summary>Makes the bytes of a safetensors file.</summary>
    public static byte[] FileOf(string header, ReadOnlySpan<byte> data)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        byte[] bytes = new byte[8 + text.Length + data.Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, text.Length);
        text.CopyTo(bytes, 8);
        data.CopyTo(bytes.AsSpan(8 + text.Length));
        return bytes;
    }

    public CheckpointFolder Write(string header, ReadOnlySpan<byte> data, string name = "model.safetensors") => Write(FileOf(header, data), name);

    public CheckpointFolder Write(byte[] bytes, string name = "model.safetensors")
    {
        File.WriteAllBytes(_folder[name], bytes);
        return this;
    }

    public CheckpointFolder WriteText(string name, string text)
    {
        File.WriteAllText(_folder[name], text);
        return this;
    }

    public Checkpoint Open() => Checkpoint.Open(Path);

    public void Dispose() => _folder.Dispose();
}
