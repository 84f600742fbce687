using System.Text;
using CsCheck;
using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Conversion;
using Nudging.TestSupport;
using Nudging.TestSupport.Checkpoints;

namespace Nudging.ModelBuilder.Tests.Checkpoints;

/// <summary>Files of any content are read whole or refused with a <see cref="ModelConversionException"/>.</summary>
public sealed class CheckpointFuzzTests
{
    [Fact]
    public void Random_bytes_are_refused()
    {
        using var folder = new CheckpointFolder();
        Gen.Byte.Array[0, 200].Sample(bytes => Check(folder, bytes), iter: 300, threads: 1);
    }

    [Fact]
    public void Random_headers_are_read_or_refused()
    {
        using var folder = new CheckpointFolder();
        Gen<string> number = Gen.OneOf(Gen.Int[0, 16].Select(i => $"{i}"), Gen.Long.Select(i => $"{i}"), OneOf("null", "-1", "1e3", "\"4\"", "[]", "{}", "18446744073709551615"));
        Gen<string> numbers = number.Array[0, 4].Select(items => $"[{string.Join(",", items)}]");
        Gen<string> entry = Gen.Select(OneOf("F32", "BF16", "I64", "X9", ""), numbers, numbers, (type, shape, offsets) => $$"""{"dtype":"{{type}}","shape":{{shape}},"data_offsets":{{offsets}}}""");
        Gen<string> header = Gen.Select(OneOf("a", "b", "__metadata__", "é"), entry, (name, value) => $"\"{name}\":{value}").Array[0, 4].Select(items => $"{{{string.Join(",", items)}}}");
        Gen<byte[]> data = Gen.Byte.Array[0, 40];
        Gen.Select(header, data).Sample((text, bytes) => Check(folder, CheckpointFolder.FileOf(text, bytes)), iter: 300, threads: 1);
        Gen.Select(header, data).Sample((text, bytes) => Parse(Encoding.UTF8.GetBytes(text), bytes.Length), iter: 10_000, threads: 1);
    }

    [Fact]
    public void Changed_bytes_of_a_real_file_are_read_or_refused()
    {
        byte[] file = RealFile();
        using var folder = new CheckpointFolder();
        int header = 8 + (int)BitConverter.ToInt64(file);
        Gen<(int Index, byte Value)[]> changes = Gen.Select(Gen.Int[0, header - 1], Gen.Byte).Array[1, 4];
        changes.Sample(items => Check(folder, Changed(file, items)), iter: 300, threads: 1);
        changes.Sample(items => Parse(Changed(file, items).AsSpan(8, header - 8), file.Length - header), iter: 10_000, threads: 1);
    }

    [Fact]
    public void A_file_that_is_cut_off_anywhere_or_longer_is_refused()
    {
        byte[] file = RealFile();
        using var folder = new CheckpointFolder();
        for (int length = 0; length < file.Length; length += length < 3000 ? 7 : 997)
        {
            folder.Write(file[..length]);
            Assert.Throws<ModelConversionException>(folder.Open);
        }

        folder.Write([.. file, 0]);
        Assert.Throws<ModelConversionException>(folder.Open);
    }

    [Fact]
    public void Changed_bytes_of_an_index_are_read_or_refused()
    {
        using var real = new TemporaryFolder();
        RandomCheckpoint.Write(real.Path, "llama", new RandomCheckpointOptions { HasTokenizer = false, Shards = 2 });
        string path = real["model.safetensors.index.json"];
        byte[] index = File.ReadAllBytes(path);
        Gen.Select(Gen.Int[0, index.Length - 1], Gen.Byte).Array[1, 3].Sample(
            items =>
            {
                File.WriteAllBytes(path, Changed(index, items));
                ReadAll(real.Path);
            },
            iter: 300,
            threads: 1);
    }

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static byte[] RealFile()
    {
        using var folder = new TemporaryFolder();
        RandomCheckpoint.Write(folder.Path, "llama", new RandomCheckpointOptions { HasTokenizer = false });
        return File.ReadAllBytes(folder["model.safetensors"]);
    }

    private static byte[] Changed(byte[] bytes, (int Index, byte Value)[] changes)
    {
        byte[] changed = [.. bytes];
        foreach ((int index, byte value) in changes)
        {
            changed[index] = value;
        }

        return changed;
    }

    private static void Parse(ReadOnlySpan<byte> header, int dataLength)
    {
        try
        {
            SafetensorsHeader.Parse(header, 8 + header.Length, 8 + header.Length + dataLength, "file");
        }
        catch (ModelConversionException e)
        {
            Assert.NotEqual(string.Empty, e.Message);
        }
    }

    private static void Check(CheckpointFolder folder, byte[] bytes)
    {
        folder.Write(bytes);
        ReadAll(folder.Path);
    }

    private static void ReadAll(string folder)
    {
        try
        {
            using Checkpoint checkpoint = Checkpoint.Open(folder);
            foreach (string name in checkpoint.Names)
            {
                try
                {
                    WeightSource weight = checkpoint.Get(name);
                    if (weight.Columns > 0 && weight.Rows > 0)
                    {
                        weight.Row(weight.Rows - 1);
                    }
                }
                catch (ModelConversionException)
                {
                    // A tensor of another type or of more dimensions.
                }
            }
        }
        catch (ModelConversionException e)
        {
            Assert.NotEqual(string.Empty, e.Message);
        }
    }
}
