using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nudging.ModelBuilder.Conversion;

namespace Nudging.Benchmarks;

/// <summary>
/// Makes a checkpoint of 1.1 billion random bfloat16 weights, in the shape of TinyLlama, converts the checkpoint, and prints
/// the bytes read per second and the peak memory.
/// </summary>
internal static class ConversionMeasurement
{
    private const int Hidden = 2048;
    private const int Inner = 5632;
    private const int Layers = 22;
    private const int KeyValues = 256;
    private const int Vocabulary = 32000;

    /// <summary>Runs the measurement.</summary>
    /// <param name="arguments">The precisions, such as Int4; none for Int4.</param>
    public static async Task RunAsync(IReadOnlyList<string> arguments)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("nudging-conversion-");
        try
        {
            string source = Path.Combine(folder.FullName, "checkpoint");
            (long bytes, long largest) = WriteCheckpoint(source);
            Console.WriteLine(FormattableString.Invariant($"checkpoint: {bytes / 1e6:0} MB of bfloat16, largest tensor {largest / 1e6:0} MB; {Environment.ProcessorCount} CPUs"));
            foreach (string precision in arguments.DefaultIfEmpty(nameof(WeightPrecision.Int4)))
            {
                await ConvertAsync(source, Path.Combine(folder.FullName, "model"), Enum.Parse<WeightPrecision>(precision, ignoreCase: true), bytes);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task ConvertAsync(string source, string target, WeightPrecision precision, long bytes)
    {
        long peak = Environment.WorkingSet;
        long before = peak;
        using var timer = new Timer(_ => peak = Math.Max(peak, Environment.WorkingSet), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(20));
        TimeSpan processor = Process.GetCurrentProcess().TotalProcessorTime;
        long began = Stopwatch.GetTimestamp();
        ConvertedModel model = await ModelConverter.ConvertAsync(source, target, new() { Precision = precision, Overwrite = true });
        TimeSpan time = Stopwatch.GetElapsedTime(began);
        processor = Process.GetCurrentProcess().TotalProcessorTime - processor;
        Console.WriteLine(FormattableString.Invariant(
            $"{precision}: {bytes / 1e6 / time.TotalSeconds:0} MB of bfloat16 read per second ({time.TotalSeconds:0.0} s, {processor.TotalSeconds:0.0} s of CPU time), {model.Bytes / 1e6:0} MB written, peak working set {peak / 1e6:0} MB ({before / 1e6:0} MB before)"));
    }

    private static (long Bytes, long Largest) WriteCheckpoint(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "config.json"), $$"""
            {"model_type": "llama", "hidden_act": "silu", "hidden_size": {{Hidden}}, "intermediate_size": {{Inner}}, "num_attention_heads": 32,
             "num_key_value_heads": 4, "num_hidden_layers": {{Layers}}, "max_position_embeddings": 2048, "rms_norm_eps": 1e-5, "rope_theta": 10000,
             "tie_word_embeddings": false, "vocab_size": {{Vocabulary}}}
            """);
        (string Name, int[] Shape)[] tensors = [.. Tensors()];
        var header = new JsonObject();
        long offset = 0;
        long largest = 0;
        foreach ((string name, int[] shape) in tensors)
        {
            long bytes = shape.Aggregate((long)sizeof(ushort), (count, size) => count * size);
            header[name] = new JsonObject { ["dtype"] = "BF16", ["shape"] = JsonSerializer.SerializeToNode(shape), ["data_offsets"] = new JsonArray(offset, offset + bytes) };
            offset += bytes;
            largest = Math.Max(largest, bytes);
        }

        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header);
        byte[] length = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        using FileStream file = File.Create(Path.Combine(folder, "model.safetensors"));
        file.Write(length);
        file.Write(json);
        byte[] block = RandomWeights(1 << 22);
        for (long written = 0; written < offset; written += block.Length)
        {
            file.Write(block.AsSpan(0, (int)Math.Min(block.Length, offset - written)));
        }

        return (offset, largest);
    }

    private static IEnumerable<(string Name, int[] Shape)> Tensors()
    {
        yield return ("model.embed_tokens.weight", [Vocabulary, Hidden]);
        for (int layer = 0; layer < Layers; layer++)
        {
            string prefix = $"model.layers.{layer}";
            yield return ($"{prefix}.input_layernorm.weight", [Hidden]);
            yield return ($"{prefix}.post_attention_layernorm.weight", [Hidden]);
            yield return ($"{prefix}.self_attn.q_proj.weight", [Hidden, Hidden]);
            yield return ($"{prefix}.self_attn.k_proj.weight", [KeyValues, Hidden]);
            yield return ($"{prefix}.self_attn.v_proj.weight", [KeyValues, Hidden]);
            yield return ($"{prefix}.self_attn.o_proj.weight", [Hidden, Hidden]);
            yield return ($"{prefix}.mlp.gate_proj.weight", [Inner, Hidden]);
            yield return ($"{prefix}.mlp.up_proj.weight", [Inner, Hidden]);
            yield return ($"{prefix}.mlp.down_proj.weight", [Hidden, Inner]);
        }

        yield return ("model.norm.weight", [Hidden]);
        yield return ("lm_head.weight", [Vocabulary, Hidden]);
    }

    // Nearly a normal distribution, as weights have.
    private static byte[] RandomWeights(int count)
    {
        var random = new Random(1);
        ushort[] values = new ushort[count];
        for (int i = 0; i < count; i++)
        {
            float sum = random.NextSingle() + random.NextSingle() + random.NextSingle() + random.NextSingle() - 2;
            values[i] = (ushort)(BitConverter.SingleToUInt32Bits(sum * 0.03f) >> 16);
        }

        return MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
    }
}
