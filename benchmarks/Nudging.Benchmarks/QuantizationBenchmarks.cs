using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Quantization;

namespace Nudging.Benchmarks;

/// <summary>Reads 64 MiB of bfloat16 from a safetensors file into blocks of 32 weights of a few bits.</summary>
[Config(typeof(Config))]
public class QuantizationBenchmarks
{
    /// <summary>The bytes of bfloat16 that an invocation reads.</summary>
    public const int BytesRead = Rows * Columns * sizeof(ushort);

    private const int Rows = 8192;
    private const int Columns = 4096;

    private readonly string _folder = Directory.CreateTempSubdirectory("nudging-benchmark-").FullName;
    private Checkpoint? _checkpoint;
    private WeightSource? _weight;
    private QuantizationFormat _format = new(4, 32, IsSymmetric: true);

    /// <summary>Gets or sets the bits of a weight.</summary>
    [Params(4, 8)]
    public int Bits { get; set; }

    /// <summary>Gets or sets whether the zero point is fixed.</summary>
    [Params(true, false)]
    public bool IsSymmetric { get; set; }

    /// <summary>Gets or sets the number of threads.</summary>
    [Params(1, 2)]
    public int Threads { get; set; }

    /// <summary>Writes the file.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _format = new QuantizationFormat(Bits, 32, IsSymmetric);
        byte[] header = Encoding.UTF8.GetBytes($$"""{"w": {"dtype": "BF16", "shape": [{{Rows}}, {{Columns}}], "data_offsets": [0, {{BytesRead}}] } }""");
        ushort[] weights = new ushort[Rows * Columns];
        var random = new Random(1);
        for (int i = 0; i < weights.Length; i++)
        {
            // The sum of three uniform numbers is close to a normal distribution.
            float weight = 0.04f * (random.NextSingle() + random.NextSingle() + random.NextSingle() - 1.5f);
            weights[i] = (ushort)(BitConverter.SingleToUInt32Bits(weight) >> 16);
        }

        using (FileStream file = File.Create(Path.Combine(_folder, "model.safetensors")))
        {
            byte[] length = new byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            file.Write(length);
            file.Write(header);
            file.Write(MemoryMarshal.AsBytes<ushort>(weights));
        }

        _checkpoint = Checkpoint.Open(_folder);
        _weight = _checkpoint.Get("w");
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _checkpoint?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The scale that follows from the largest weights.</summary>
    [Benchmark(Baseline = true)]
    public void RoundByLargest() => Run(RoundByLargest);

    /// <summary>The scale with the least squared error.</summary>
    [Benchmark]
    public void LeastSquaredError() => Run(BlockQuantizer.Quantize);

    private static void RoundByLargest(ReadOnlySpan<float> row, QuantizationFormat format, Span<byte> packed, Span<float> scales, Span<byte> zeroPoints)
    {
        int maximum = (1 << format.Bits) - 1;
        zeroPoints.Clear();
        for (int block = 0; block < scales.Length; block++)
        {
            ReadOnlySpan<float> values = row.Slice(block * format.BlockSize, format.BlockSize);
            float low = 0;
            float high = 0;
            foreach (float value in values)
            {
                low = MathF.Min(low, value);
                high = MathF.Max(high, value);
            }

            float scale = format.IsSymmetric ? -(high > -low ? high : low) / format.MiddleZeroPoint : (high - low) / maximum;
            float inverse = scale == 0 ? 0 : 1 / scale;
            float zeroPoint = format.IsSymmetric ? format.MiddleZeroPoint : MathF.Round(-low * inverse);
            scales[block] = scale;
            if (!format.IsSymmetric)
            {
                zeroPoints[block * format.Bits / 8] |= (byte)((int)zeroPoint << (block * format.Bits % 8));
            }

            Span<byte> bytes = packed.Slice(block * format.BlockSize * format.Bits / 8, format.BlockSize * format.Bits / 8);
            if (format.Bits == 8)
            {
                for (int i = 0; i < bytes.Length; i++)
                {
                    bytes[i] = Level(values[i]);
                }
            }
            else
            {
                for (int i = 0; i < bytes.Length; i++)
                {
                    bytes[i] = (byte)(Level(values[2 * i]) | (Level(values[(2 * i) + 1]) << 4));
                }
            }

            byte Level(float value) => (byte)Math.Clamp(MathF.Round(value * inverse) + zeroPoint, 0, maximum);
        }
    }

    private void Run(Quantize quantize)
    {
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(index => new Thread(() => Run(quantize, index)))];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }
    }

    private void Run(Quantize quantize, int index)
    {
        float[] values = new float[Columns];
        byte[] packed = new byte[_format.PackedBytesOf(Columns)];
        float[] scales = new float[_format.BlocksOf(Columns)];
        byte[] zeroPoints = new byte[_format.ZeroPointBytesOf(Columns)];
        for (int row = Rows * index / Threads; row < Rows * (index + 1) / Threads; row++)
        {
            _weight!.Read(row, 0, values);
            quantize(values, _format, packed, scales, zeroPoints);
        }
    }

    private delegate void Quantize(ReadOnlySpan<float> row, QuantizationFormat format, Span<byte> packed, Span<float> scales, Span<byte> zeroPoints);

    private sealed class Config : ManualConfig
    {
        public Config() => AddColumn(new ThroughputColumn("MB/s read", BytesRead));
    }
}
