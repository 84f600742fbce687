using System.Buffers.Binary;
using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Conversion;
using Nudging.ModelBuilder.Tests.Reference;
using Nudging.TestSupport;
using Nudging.TestSupport.Checkpoints;
using SafetensorsFile = Nudging.TestSupport.Checkpoints.SafetensorsFile;

namespace Nudging.ModelBuilder.Tests.Checkpoints;

public sealed class CheckpointTests
{
    [Theory]
    [InlineData("F32", 1, 9)]
    [InlineData("F16", 5, 37)]
    [InlineData("BF16", 5, 37)]
    [InlineData("F32", 3, 20_001)]
    [InlineData("F16", 3, 20_001)]
    [InlineData("BF16", 3, 20_001)]
    public void Reading_a_part_of_a_row_gives_the_stored_values(string dataType, int rows, int columns)
    {
        byte[] bytes = new byte[rows * columns * (dataType == "F32" ? 4 : 2)];
        var random = new Random(1);
        random.NextBytes(bytes);
        using var folder = new CheckpointFolder();

        // The length of the name makes the data begin at an odd byte.
        folder.Write($$$"""{"w{{{new string('x', rows)}}}":{"dtype":"{{{dataType}}}","shape":[{{{rows}}},{{{columns}}}],"data_offsets":[0,{{{bytes.Length}}}]}}""", bytes);
        using Checkpoint checkpoint = folder.Open();
        WeightSource weight = checkpoint.Get(checkpoint.Names.Single());

        Assert.Equal((rows, columns), (weight.Rows, weight.Columns));
        for (int round = 0; round < 50; round++)
        {
            int row = random.Next(rows);
            int column = random.Next(columns);
            float[] part = new float[random.Next(columns - column + 1)];
            weight.Read(row, column, part);
            for (int i = 0; i < part.Length; i++)
            {
                int index = (row * columns) + column + i;
                float expected = dataType switch
                {
                    "F32" => BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(4 * index)),
                    "F16" => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes.AsSpan(2 * index)),
                    _ => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(2 * index)) << 16),
                };
                Assert.Equal(expected, part[i]);
            }
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => weight.Read(rows, 0, new float[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => weight.Read(-1, 0, new float[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => weight.Read(0, columns, new float[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => weight.Read(0, -1, new float[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => weight.Read(rows - 1, 1, new float[columns]));
    }

    [Fact]
    public void Every_tensor_of_the_reference_models_is_read_as_a_plain_reader_reads_it()
    {
        foreach (string folder in Directory.EnumerateDirectories(SharedData.Require("hf-models")))
        {
            using Checkpoint checkpoint = Checkpoint.Open(folder);
            Dictionary<string, ReferenceTensor> expected = ReferenceSafetensors.Read(folder);
            Assert.Empty(expected.Keys.Except(checkpoint.Names));
            foreach ((string name, ReferenceTensor tensor) in expected.Where(entry => entry.Value.Shape.Length <= 2))
            {
                Assert.Equal(tensor.Shape.Select(size => (long)size), checkpoint.ShapeOf(name));
                double[] values = [.. checkpoint.Get(name).ToArray().SelectMany(row => row)];
                Assert.True(tensor.Values.AsSpan().SequenceEqual(values), $"{folder}, {name}");
            }
        }
    }

    [Fact]
    public void Shards_give_what_a_single_file_gives()
    {
        using var whole = new TemporaryFolder();
        using var parts = new TemporaryFolder();
        RandomCheckpoint.Write(whole.Path, "llama", new RandomCheckpointOptions { HasTokenizer = false });
        RandomCheckpoint.Write(parts.Path, "llama", new RandomCheckpointOptions { HasTokenizer = false, Shards = 3 });
        using Checkpoint expected = Checkpoint.Open(whole.Path);
        using Checkpoint checkpoint = Checkpoint.Open(parts.Path);

        Assert.Equal(expected.Names.Order(), checkpoint.Names.Order());
        foreach (string name in expected.Names)
        {
            Assert.Equal(expected.ShapeOf(name), checkpoint.ShapeOf(name));
            Assert.Equal(expected.BytesOf(name), checkpoint.BytesOf(name));
            Assert.Equal(expected.Get(name).ToArray(), checkpoint.Get(name).ToArray());
        }
    }

    [Fact]
    public void Reading_a_file_of_many_windows_gives_the_stored_values_on_every_thread()
    {
        const int Columns = 1_000_003;
        const int Rows = 80;
        string header = $$$"""{"w":{"dtype":"F32","shape":[{{{Rows}}},{{{Columns}}}],"data_offsets":[0,{{{4L * Rows * Columns}}}]}}""";
        using var folder = new CheckpointFolder();
        folder.Write(header, []);
        using (FileStream file = File.OpenWrite(folder["model.safetensors"]))
        {
            // The file is sparse, but for one number at each end of a row.
            long start = file.Length;
            file.SetLength(start + (4L * Rows * Columns));
            for (int row = 0; row < Rows; row++)
            {
                file.Position = start + (4L * row * Columns);
                file.Write(BitConverter.GetBytes(row + 0.25f));
                file.Position = start + (4L * (row + 1) * Columns) - 4;
                file.Write(BitConverter.GetBytes(row + 0.5f));
            }
        }

        using Checkpoint checkpoint = folder.Open();
        WeightSource weight = checkpoint.Get("w");
        Parallel.For(0, 2 * Rows, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            float[] row = weight.Row(i * 7 % Rows);
            Assert.Equal((i * 7 % Rows) + 0.25f, row[0]);
            Assert.Equal((i * 7 % Rows) + 0.5f, row[^1]);
            Assert.Equal(-1, row.AsSpan(1, Columns - 2).IndexOfAnyExcept(0));
        });
    }

    [Fact]
    public void Reading_after_disposal_is_refused()
    {
        using var folder = new CheckpointFolder();
        folder.Write("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", new byte[8]);
        Checkpoint checkpoint = folder.Open();
        WeightSource weight = checkpoint.Get("w");
        weight.Row(0);
        checkpoint.Dispose();
        checkpoint.Dispose();

        Assert.Throws<ObjectDisposedException>(() => weight.Row(0));
    }

    [Fact]
    public void Disposal_while_other_threads_read_ends_their_reading_with_an_exception()
    {
        byte[] bytes = SafetensorsFile.BytesOf(Enumerable.Repeat(1.5f, 100_000).ToArray(), "F32");
        using var folder = new CheckpointFolder();
        folder.Write("""{"w":{"dtype":"F32","shape":[100000],"data_offsets":[0,400000]}}""", bytes);
        for (int round = 0; round < 20; round++)
        {
            Checkpoint checkpoint = folder.Open();
            WeightSource weight = checkpoint.Get("w");
            using var started = new CountdownEvent(3);
            Task[] readers = [.. Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    weight.Row(0);
                    started.Signal();
                    while (true)
                    {
                        Assert.Equal(-1, weight.Row(0).AsSpan().IndexOfAnyExcept(1.5f));
                    }
                },
                TestContext.Current.CancellationToken,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default))];
            started.Wait(TestContext.Current.CancellationToken);
            checkpoint.Dispose();
            AggregateException exception = Assert.Throws<AggregateException>(() => Task.WaitAll(readers, TestContext.Current.CancellationToken));
            Assert.All(exception.InnerExceptions, e => Assert.IsType<ObjectDisposedException>(e));
        }
    }

    [Fact]
    public void Scalars_vectors_and_slices_have_their_rows_and_columns()
    {
        float[] values = [.. Enumerable.Range(0, 24).Select(i => (float)i)];
        using var folder = new CheckpointFolder();
        folder.Write(
            """
            {"scalar":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"vector":{"dtype":"F32","shape":[3],"data_offsets":[4,16]},
             "experts":{"dtype":"F32","shape":[2,3,2],"data_offsets":[16,64]},"empty":{"dtype":"F32","shape":[0,7],"data_offsets":[64,64]},
             "mask":{"dtype":"BOOL","shape":[4],"data_offsets":[64,68]},"new":{"dtype":"F4","shape":[16],"data_offsets":[68,76]},
             "ids":{"dtype":"I64","shape":[1],"data_offsets":[76,84]},"wide":{"dtype":"F64","shape":[1],"data_offsets":[84,92]},
             "f8":{"dtype":"F8_E4M3","shape":[2,2],"data_offsets":[92,96]}}
            """,
            SafetensorsFile.BytesOf(values, "F32"));
        using Checkpoint checkpoint = folder.Open();

        Assert.Equal([[0]], checkpoint.Get("scalar").ToArray());
        Assert.Equal([[1, 2, 3]], checkpoint.Get("vector").ToArray());
        Assert.Equal((0, 7), (checkpoint.Get("empty").Rows, checkpoint.Get("empty").Columns));
        foreach (string name in new[] { "mask", "new", "ids", "wide", "f8" })
        {
            AssertRefused(() => checkpoint.Get(name), $"'{name}'", "F32, F16 or BF16");
        }

        AssertRefused(() => checkpoint.Get("experts"), "'experts'", "3 dimensions");
        AssertRefused(() => checkpoint.Get("absent.weight"), "'absent.weight'", "missing");
        AssertRefused(() => checkpoint.Linear("absent"), "'absent.weight'", "missing");
    }

    [Theory]
    [InlineData("""[]""", 0, "not a JSON object")]
    [InlineData("""  {}""", 0, "not a JSON object")]
    [InlineData("""{""", 0, "not valid JSON")]
    [InlineData("""{} x""", 0, "not valid JSON")]
    [InlineData("""{}{}""", 0, "not valid JSON")]
    [InlineData("""{"a":1}""", 0, "'a': its description is not an object")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", 4, "missing")]
    [InlineData("""{"a":{"dtype":32,"shape":[1],"data_offsets":[0,4]}}""", 4, "'dtype'")]
    [InlineData("""{"a":{"dtype":"F32","shape":1,"data_offsets":[0,4]}}""", 4, "'shape'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "'shape'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "'shape'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}}""", 4, "'shape'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "'data_offsets'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}""", 4, "'data_offsets'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,9223372036854775807]}}""", 4, "'data_offsets'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[9223372036854775803,9223372036854775807]}}""", 4, "'data_offsets'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "F32 [2] does not have 4 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0, "does not have 0 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2147483648,2147483648,4],"data_offsets":[0,0]}}""", 0, "does not have 0 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 3, "cut off")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 5, "end at byte")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "no gap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""", 6, "no overlap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "'a' twice")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "'dtype' is there twice")]
    [InlineData("""{"__metadata__":{"a":1}}""", 0, "__metadata__")]
    [InlineData("""{"__metadata__":[]}""", 0, "__metadata__")]
    [InlineData("""{"__metadata__":{},"__metadata__":{}}""", 0, "twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[[[[[[[[[1]]]]]]]]],"data_offsets":[0,4]}}""", 4, "model.safetensors")]
    [InlineData("""{"a\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "not valid JSON")]
    public void A_header_that_breaks_a_rule_is_refused_with_the_rule(string header, int bytes, string problem)
    {
        using var folder = new CheckpointFolder();
        folder.Write(header, new byte[bytes]);
        AssertRefused(folder.Open, folder["model.safetensors"], problem);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void A_file_without_a_header_is_refused(int bytes)
    {
        using var folder = new CheckpointFolder();
        folder.Write(new byte[bytes]);
        AssertRefused(folder.Open, "at least 8");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100_000_001)]
    [InlineData(long.MaxValue)]
    [InlineData(-1)]
    public void A_header_length_beyond_the_file_or_the_limit_is_refused(long length)
    {
        using var folder = new CheckpointFolder();
        folder.Write(BitConverter.GetBytes(length));
        AssertRefused(folder.Open, "header's length");
    }

    [Fact]
    public void A_folder_without_safetensors_says_what_to_do()
    {
        using var folder = new CheckpointFolder();
        AssertRefused(folder.Open, "model.safetensors");
        folder.WriteText("pytorch_model.bin", "x");
        AssertRefused(folder.Open, "pytorch_model.bin", "convert");
        AssertRefused(() => Checkpoint.Open(folder["absent"]), "absent");
    }

    [Theory]
    [InlineData("""[]""", "not a JSON object")]
    [InlineData("""{""", "not valid JSON")]
    [InlineData("""{}""", "no 'weight_map'")]
    [InlineData("""{"weight_map":[]}""", "'weight_map'")]
    [InlineData("""{"weight_map":{},"weight_map":{}}""", "twice")]
    [InlineData("""{"weight_map":{"a":"a.safetensors","a":"a.safetensors"}}""", "'a' twice")]
    [InlineData("""{"weight_map":{"a":1}}""", "not a string")]
    [InlineData("""{"weight_map":{"a":"../a.safetensors"}}""", "plain name")]
    [InlineData("""{"weight_map":{"a":"/a.safetensors"}}""", "plain name")]
    [InlineData("""{"weight_map":{"a":"x\\a.safetensors"}}""", "plain name")]
    [InlineData("""{"weight_map":{"a":"c:a.safetensors"}}""", "plain name")]
    [InlineData("""{"weight_map":{"a":"a\u0000.safetensors"}}""", "plain name")]
    [InlineData("""{"weight_map":{"a":"config.json"}}""", "plain name")]
    [InlineData("""{"weight_map":{"a":"absent.safetensors"}}""", "absent.safetensors")]
    [InlineData("""{"weight_map":{"b":"a.safetensors"}}""", "'b'")]
    public void A_sharded_index_that_is_not_right_is_refused(string index, string problem)
    {
        using var folder = new CheckpointFolder();
        folder.WriteText("model.safetensors.index.json", index);
        folder.Write("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", new byte[4], "a.safetensors");
        AssertRefused(folder.Open, problem);
    }

    internal static void AssertRefused(Func<object> action, params string[] parts)
    {
        ModelConversionException exception = Assert.Throws<ModelConversionException>(action);
        Assert.All(parts, part => Assert.Contains(part, exception.Message, StringComparison.Ordinal));
    }
}
