using Nudging.ModelBuilder.Conversion;
using Nudging.ModelBuilder.Quantization;

namespace Nudging.ModelBuilder.Checkpoints;

/// <summary>
/// The weights of a linear layer in AWQ's or GPTQ's layout: <c>qweight</c>, <c>qzeros</c> and <c>scales</c>, all with the input
/// features in the rows. Reading does not round: blocks get the levels, zero points and scales of their groups.
/// </summary>
/// <remarks>Consecutive rows are unpacked together and kept per thread.</remarks>
internal abstract class GroupQuantizedWeights : WeightSource
{
    private const int StripRows = 64;

    /// <summary>The size of blocks if all weights of a row share a scale: each block repeats the scale.</summary>
    private const int WholeRowBlockSize = 128;

    /// <summary>The largest blocks of the operator MatMulNBits.</summary>
    private const int MaxBlockSize = 256;

    [ThreadStatic]
    private static Strip? _strip;

    private readonly WeightSource _scales;
    private readonly int _groupSize;

    /// <summary>Checks that the tensors of a layer fit together.</summary>
    /// <param name="prefix">The name of the layer.</param>
    /// <param name="settings">How the weights were quantised.</param>
    /// <param name="rows">The number of output features.</param>
    /// <param name="columns">The number of input features.</param>
    /// <param name="zeroPoints">The packed zero points.</param>
    /// <param name="scales">The scales.</param>
    /// <param name="hasHalfScales">Whether the scales are float16.</param>
    /// <exception cref="ModelConversionException">The shapes do not fit together.</exception>
    protected GroupQuantizedWeights(string prefix, QuantizationSettings settings, long rows, long columns, PackedTensor zeroPoints, WeightSource scales, bool hasHalfScales)
    {
        Name = prefix + ".qweight";
        Bits = settings.Bits;
        WordLength = 32 / Bits;
        const int MaxColumns = int.MaxValue / StripRows;
        if (rows > int.MaxValue || columns is > MaxColumns or 0)
        {
            throw new ModelConversionException($"Tensor '{Name}' has {rows} output and {columns} input features; 1 to {MaxColumns} are supported.");
        }

        Rows = (int)rows;
        Columns = (int)columns;
        _groupSize = settings.GroupSize ?? Columns;
        Groups = (int)((columns + _groupSize - 1) / _groupSize);
        if (zeroPoints.Rows != Groups || (long)zeroPoints.Columns * WordLength != rows || scales.Rows != Groups || scales.Columns != rows)
        {
            throw new ModelConversionException(
                $"Tensor '{Name}' has {rows} output and {columns} input features of {Bits} bits, and the group size is {_groupSize}; 'qzeros' must then be [{Groups}, {rows / WordLength}], not [{zeroPoints.Rows}, {zeroPoints.Columns}], and 'scales' [{Groups}, {rows}], not [{scales.Rows}, {scales.Columns}].");
        }

        ZeroPoints = zeroPoints;
        _scales = scales;

        // A group that is not a power of two is cut into blocks that are.
        int blockSize = settings.GroupSize is { } size ? Math.Min(size & -size, MaxBlockSize) : WholeRowBlockSize;
        Format = new QuantizationFormat(Bits, blockSize, settings.IsSymmetric) { HasHalfScales = hasHalfScales };
    }

    public override string Name { get; }

    public override int Rows { get; }

    public override int Columns { get; }

    public override QuantizationFormat Format { get; }

    /// <summary>Gets the bits of a weight.</summary>
    protected int Bits { get; }

    /// <summary>Gets how many weights are in a word.</summary>
    protected int WordLength { get; }

    /// <summary>Gets the number of groups of a row.</summary>
    protected int Groups { get; }

    /// <summary>Gets the packed zero points.</summary>
    protected PackedTensor ZeroPoints { get; }

    public override void Read(int row, int column, Span<float> destination)
    {
        CheckRange(row, column, destination.Length);
        Strip strip = StripOf(row, out int index);
        ReadOnlySpan<byte> levels = strip.Levels.AsSpan((index * Columns) + column, destination.Length);
        for (int i = 0; i < levels.Length; i++)
        {
            int group = (index * Groups) + ((column + i) / _groupSize);
            destination[i] = (levels[i] - strip.ZeroPoints[group]) * strip.Scales[group];
        }
    }

    public override void ReadQuantized(int row, Span<byte> packed, Span<float> scales, Span<byte> zeroPoints)
    {
        CheckRange(row, 0, 0);
        Strip strip = StripOf(row, out int index);
        ReadOnlySpan<byte> levels = strip.Levels.AsSpan(index * Columns, Columns);
        zeroPoints.Clear();
        for (int block = 0; block < scales.Length; block++)
        {
            int group = (index * Groups) + (block * Format.BlockSize / _groupSize);
            scales[block] = strip.Scales[group];
            if (!Format.IsSymmetric)
            {
                zeroPoints[block * Bits / 8] |= (byte)(strip.ZeroPoints[group] << (block * Bits % 8));
            }
        }

        for (int i = 0; i < packed.Length; i++)
        {
            packed[i] = Bits == 8 ? LevelAt(levels, i) : (byte)(LevelAt(levels, 2 * i) | (LevelAt(levels, (2 * i) + 1) << 4));
        }
    }

    /// <summary>Unpacks the weights of rows.</summary>
    /// <param name="first">The first row, a multiple of <see cref="WordLength"/>.</param>
    /// <param name="count">The number of rows, a multiple of <see cref="WordLength"/>.</param>
    /// <param name="levels">Receives the unsigned weights row by row.</param>
    protected abstract void UnpackWeights(int first, int count, Span<byte> levels);

    /// <summary>Unpacks the zero points of rows.</summary>
    /// <param name="first">The first row, a multiple of <see cref="WordLength"/>.</param>
    /// <param name="count">The number of rows, a multiple of <see cref="WordLength"/>.</param>
    /// <param name="zeroPoints">Receives the zero points row by row.</param>
    protected abstract void UnpackZeroPoints(int first, int count, Span<byte> zeroPoints);

    /// <summary>Gets a weight; the padding has the middle level.</summary>
    private byte LevelAt(ReadOnlySpan<byte> levels, int index) => index < levels.Length ? levels[index] : (byte)Format.MiddleZeroPoint;

    private Strip StripOf(int row, out int index)
    {
        int first = row - (row % StripRows);
        index = row - first;
        Strip strip = _strip ??= new Strip();
        if (strip.First != first || !strip.Owner.TryGetTarget(out GroupQuantizedWeights? owner) || owner != this)
        {
            Fill(strip, first);
        }

        return strip;
    }

    private void Fill(Strip strip, int first)
    {
        int count = Math.Min(StripRows, Rows - first);

        // The strip belongs to nobody until it is whole.
        strip.First = -1;
        strip.Resize(count * Columns, count * Groups);
        UnpackWeights(first, count, strip.Levels.AsSpan(0, count * Columns));
        UnpackZeroPoints(first, count, strip.ZeroPoints.AsSpan(0, count * Groups));
        Span<float> scales = stackalloc float[StripRows];
        for (int group = 0; group < Groups; group++)
        {
            _scales.Read(group, first, scales[..count]);
            for (int i = 0; i < count; i++)
            {
                strip.Scales[(i * Groups) + group] = float.IsFinite(scales[i])
                    ? scales[i]
                    : throw new ModelConversionException($"Tensor '{_scales.Name}' has the value {scales[i]}; scales must be finite numbers.");
            }
        }

        strip.Owner.SetTarget(this);
        strip.First = first;
    }

    private sealed class Strip
    {
        public WeakReference<GroupQuantizedWeights> Owner { get; } = new(null!);

        public int First { get; set; } = -1;

        public byte[] Levels { get; private set; } = [];

        public float[] Scales { get; private set; } = [];

        public byte[] ZeroPoints { get; private set; } = [];

        public void Resize(int weights, int groups)
        {
            if (Levels.Length < weights)
            {
                Levels = new byte[weights];
            }

            if (Scales.Length < groups)
            {
                Scales = new float[groups];
                ZeroPoints = new byte[groups];
            }
        }
    }
}
