using Nudging.ModelBuilder.Conversion;

namespace Nudging.ModelBuilder.Checkpoints;

/// <summary>
/// Weights in GPTQ's layout (AutoGPTQ, GPTQModel): a word of <c>qweight</c> [in·bits/32, out] has consecutive input features of
/// one output feature, a word of <c>qzeros</c> [groups, out·bits/32] consecutive output features of one group, both from the
/// lowest bits on.
/// </summary>
internal sealed class GptqWeights : GroupQuantizedWeights
{
    private readonly PackedTensor _weights;
    private readonly QuantizationSettings _settings;

    /// <summary>Checks that the tensors of a layer fit together.</summary>
    /// <exception cref="ModelConversionException">The tensors do not fit together, or have an order of input features.</exception>
    public GptqWeights(string prefix, QuantizationSettings settings, PackedTensor weights, PackedTensor zeroPoints, WeightSource scales, bool hasHalfScales, PackedTensor? groupIndices)
        : base(prefix, settings, weights.Columns, (long)weights.Rows * 32 / settings.Bits, zeroPoints, scales, hasHalfScales)
    {
        _weights = weights;
        _settings = settings;
        if (groupIndices is not null)
        {
            CheckOrder(prefix, groupIndices, settings.GroupSize ?? Columns);
        }
    }

    protected override void UnpackWeights(int first, int count, Span<byte> levels)
    {
        Span<int> words = stackalloc int[count];
        int mask = (1 << Bits) - 1;
        for (int row = 0; row < _weights.Rows; row++)
        {
            _weights.Read(row, first, words);
            for (int i = 0; i < words.Length; i++)
            {
                Span<byte> target = levels.Slice((i * Columns) + (row * WordLength), WordLength);
                for (int j = 0; j < target.Length; j++)
                {
                    target[j] = (byte)((words[i] >> (j * Bits)) & mask);
                }
            }
        }
    }

    protected override void UnpackZeroPoints(int first, int count, Span<byte> zeroPoints)
    {
        Span<int> words = stackalloc int[count / WordLength];
        int mask = (1 << Bits) - 1;
        for (int group = 0; group < Groups; group++)
        {
            ZeroPoints.Read(group, first / WordLength, words);
            for (int i = 0; i < count; i++)
            {
                int stored = (words[i / WordLength] >> (i % WordLength * Bits)) & mask;
                zeroPoints[(i * Groups) + group] = _settings.IsSymmetric ? MiddleOf(stored) : (byte)(_settings.HasReducedZeroPoints ? (stored + 1) & mask : stored);
            }
        }
    }

    /// <summary>
    /// Checks a zero point of symmetric weights. Some programs store the zero point as in the second format and name the first, but
    /// the weights are symmetric in both.
    /// </summary>
    private byte MiddleOf(int stored) => stored == Format.MiddleZeroPoint || stored == Format.MiddleZeroPoint - 1
        ? (byte)Format.MiddleZeroPoint
        : throw new ModelConversionException(
            $"Tensor '{Name}': 'quantization_config.sym' is true, but a stored zero point is {stored}; it must be {Format.MiddleZeroPoint - 1} (gptq) or {Format.MiddleZeroPoint} (gptq_v2).");

    private void CheckOrder(string prefix, PackedTensor groupIndices, int groupSize)
    {
        if (groupIndices.Columns != Columns && groupIndices.Columns != 0)
        {
            throw new ModelConversionException($"Tensor '{prefix}.g_idx' has {groupIndices.Columns} entries; the layer has {Columns} input features.");
        }

        Span<int> indices = stackalloc int[256];
        for (int first = 0; first < groupIndices.Columns; first += indices.Length)
        {
            Span<int> part = indices[..Math.Min(indices.Length, groupIndices.Columns - first)];
            groupIndices.Read(0, first, part);
            for (int i = 0; i < part.Length; i++)
            {
                if (part[i] != (first + i) / groupSize)
                {
                    throw new ModelConversionException(
                        $"Tensor '{prefix}.g_idx': input feature {first + i} is in group {part[i]}, not {(first + i) / groupSize}. GPTQ with an order of input features ('desc_act') is not supported; take a checkpoint without it, or one in bfloat16, float16 or float32.");
                }
            }
        }
    }
}
