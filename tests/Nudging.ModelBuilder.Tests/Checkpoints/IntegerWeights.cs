using Nudging.TestSupport.Checkpoints;

namespace Nudging.ModelBuilder.Tests.Checkpoints;

/// <summary>
/// A random linear layer of whole numbers, and the tensors that AWQ and GPTQ store for the layer, packed nibble by nibble from the
/// definitions of the formats: the value of weight [o, i] is (level[o, i] − zero point[o, i / group]) · scale[o, i / group].
/// </summary>
internal sealed class IntegerWeights
{
    private readonly int _bits;
    private readonly int _groupSize;

    public IntegerWeights(int bits, int outputs, int inputs, int groupSize, bool isSymmetric, int seed)
    {
        _bits = bits;
        _groupSize = groupSize == -1 ? inputs : groupSize;
        Outputs = outputs;
        Inputs = inputs;
        int groups = (inputs + _groupSize - 1) / _groupSize;
        Levels = new int[outputs, inputs];
        ZeroPoints = new int[outputs, groups];
        Scales = new Half[outputs, groups];
        var random = new Random(seed);
        for (int o = 0; o < outputs; o++)
        {
            for (int i = 0; i < inputs; i++)
            {
                Levels[o, i] = random.Next(1 << bits);
            }

            for (int g = 0; g < groups; g++)
            {
                ZeroPoints[o, g] = isSymmetric ? 1 << (bits - 1) : random.Next(1 << bits);
                Scales[o, g] = (Half)(0.001 + (random.NextDouble() * 0.01));
            }
        }
    }

    public int Outputs { get; }

    public int Inputs { get; }

    public int[,] Levels { get; }

    public int[,] ZeroPoints { get; }

    public Half[,] Scales { get; }

    public int Groups => ZeroPoints.GetLength(1);

    public float ValueAt(int o, int i) => (Levels[o, i] - ZeroPoints[o, i / _groupSize]) * (float)Scales[o, i / _groupSize];

    /// <summary>Packs as AutoAWQ's WQLinear_GEMM does.</summary>
    public IReadOnlyList<(string Name, string Type, IReadOnlyList<int> Shape, byte[] Bytes)> ToAwq(string prefix)
    {
        int[] order = [0, 2, 4, 6, 1, 3, 5, 7];
        uint[,] weights = new uint[Inputs, Outputs / 8];
        uint[,] zeroPoints = new uint[Groups, Outputs / 8];
        for (int column = 0; column < Outputs / 8; column++)
        {
            for (int nibble = 0; nibble < 8; nibble++)
            {
                int output = (column * 8) + order[nibble];
                for (int i = 0; i < Inputs; i++)
                {
                    weights[i, column] |= (uint)Levels[output, i] << (4 * nibble);
                }

                for (int g = 0; g < Groups; g++)
                {
                    zeroPoints[g, column] |= (uint)ZeroPoints[output, g] << (4 * nibble);
                }
            }
        }

        return [Words($"{prefix}.qweight", weights), Words($"{prefix}.qzeros", zeroPoints), ScalesOf(prefix)];
    }

    /// <summary>Packs as AutoGPTQ's and GPTQModel's linear layers do.</summary>
    public IReadOnlyList<(string Name, string Type, IReadOnlyList<int> Shape, byte[] Bytes)> ToGptq(string prefix, bool isSecondFormat, int[]? groupIndices = null)
    {
        int perWord = 32 / _bits;
        uint mask = (1u << _bits) - 1;
        uint[,] weights = new uint[Inputs / perWord, Outputs];
        uint[,] zeroPoints = new uint[Groups, Outputs / perWord];
        for (int o = 0; o < Outputs; o++)
        {
            for (int i = 0; i < Inputs; i++)
            {
                weights[i / perWord, o] |= (uint)Levels[o, i] << (_bits * (i % perWord));
            }

            for (int g = 0; g < Groups; g++)
            {
                uint stored = (uint)(isSecondFormat ? ZeroPoints[o, g] : ZeroPoints[o, g] - 1) & mask;
                zeroPoints[g, o / perWord] |= stored << (_bits * (o % perWord));
            }
        }

        groupIndices ??= [.. Enumerable.Range(0, Inputs).Select(i => i / _groupSize)];
        byte[] indices = new byte[4 * groupIndices.Length];
        Buffer.BlockCopy(groupIndices, 0, indices, 0, indices.Length);
        return [Words($"{prefix}.qweight", weights), Words($"{prefix}.qzeros", zeroPoints), ScalesOf(prefix), ($"{prefix}.g_idx", "I32", [groupIndices.Length], indices)];
    }

    private static (string Name, string Type, IReadOnlyList<int> Shape, byte[] Bytes) Words(string name, uint[,] words)
    {
        byte[] bytes = new byte[4 * words.Length];
        Buffer.BlockCopy(words, 0, bytes, 0, bytes.Length);
        return (name, "I32", [words.GetLength(0), words.GetLength(1)], bytes);
    }

    private (string Name, string Type, IReadOnlyList<int> Shape, byte[] Bytes) ScalesOf(string prefix)
    {
        float[] scales = new float[Groups * Outputs];
        for (int g = 0; g < Groups; g++)
        {
            for (int o = 0; o < Outputs; o++)
            {
                scales[(g * Outputs) + o] = (float)Scales[o, g];
            }
        }

        return ($"{prefix}.scales", "F16", [Groups, Outputs], SafetensorsFile.BytesOf(scales, "F16"));
    }
}
