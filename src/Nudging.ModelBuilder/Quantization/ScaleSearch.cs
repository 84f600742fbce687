using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Nudging.ModelBuilder.Quantization;

/// <summary>
/// Searches the scale s and the zero point z of blocks with the least squared error Σ(w − s·k)², where k is w/s rounded to a
/// whole number from −z to 2^bits − 1 − z. Each lane of a vector is a block.
/// </summary>
/// <remarks>
/// For fixed whole numbers k the best scale is Σwk / Σk², and the error is then Σw² − (Σwk)² / Σk². So a candidate needs two sums
/// only. Candidates are the scales around the one that follows from the largest weight; the best of them is refitted to its
/// whole numbers and rounded again (as llama.cpp does, make_qx_quants and make_qkx2_quants).
/// </remarks>
internal readonly ref struct ScaleSearch
{
    private const int Candidates = 16;
    private const int Refits = 2;

    /// <summary>Sums in float32 have relative errors below this, so that a smaller improvement may be none.</summary>
    private const float LeastImprovement = 1e-5f;

    /// <summary>Adding and subtracting this rounds a float32 number below 2^22 to a whole number, ties to even.</summary>
    private const float RoundingTerm = 12582912f;

    // How many levels the largest weight (symmetric) or the range (asymmetric) spans: first, and step between candidates.
    private static readonly (float First, float Step) Symmetric4 = (6.6f, 0.14f);
    private static readonly (float First, float Step) Symmetric8 = (120f, 0.55f);
    private static readonly (float First, float Step) Asymmetric4 = (12.5f, 0.25f);
    private static readonly (float First, float Step) Asymmetric8 = (245.5f, 0.65f);

    private readonly QuantizationFormat _format;
    private readonly ReadOnlySpan<Vector<float>> _values;
    private readonly ReadOnlySpan<int> _exponents;
    private readonly Vector<float> _low;
    private readonly Vector<float> _high;
    private readonly Vector<float> _range;
    private readonly Vector<float> _maximum;

    /// <summary>Prepares the search.</summary>
    /// <param name="format">The format.</param>
    /// <param name="values">The values of the blocks: the vectors of the first values, of the second values, and so on.</param>
    /// <param name="exponents">The weights of a block are 2^exponent times the values; empty if all exponents are 0.</param>
    /// <param name="low">The smallest value of each block and 0.</param>
    /// <param name="high">The largest value of each block and 0.</param>
    public ScaleSearch(QuantizationFormat format, ReadOnlySpan<Vector<float>> values, ReadOnlySpan<int> exponents, Vector<float> low, Vector<float> high)
    {
        _format = format;
        _values = values;
        _exponents = exponents;
        _low = low;
        _high = high;
        _maximum = new((1 << format.Bits) - 1);

        // The scale is positive for the range, and such that the largest weight has the lowest level if the format is symmetric:
        // there is one more level below zero than above.
        _range = format.IsSymmetric ? -Vector.ConditionalSelect(Vector.GreaterThan(high, -low), high, low) : high - low;
    }

    /// <summary>Finds the scales and the zero points.</summary>
    /// <param name="scales">Receives the scale of each block as it is stored, divided by 2^exponent.</param>
    /// <param name="zeroPoints">Receives the zero point of each block.</param>
    public void Find(out Vector<float> scales, out Vector<float> zeroPoints)
    {
        FromLargest(out scales, out zeroPoints);
        Vector<float> error = Error(scales, zeroPoints);
        Search(out Vector<float> foundScales, out Vector<float> foundZeroPoints);
        Vector<float> foundError = Error(foundScales, foundZeroPoints);
        Vector<int> isBetter = Vector.LessThan(foundError, error * new Vector<float>(1 - LeastImprovement));
        scales = Vector.ConditionalSelect(isBetter, foundScales, scales);
        zeroPoints = Vector.ConditionalSelect(isBetter, foundZeroPoints, zeroPoints);
        error = Vector.ConditionalSelect(isBetter, foundError, error);

        foundScales = scales;
        foundZeroPoints = zeroPoints;
        if (FindExact(Vector.GreaterThan(error, Vector<float>.Zero), ref foundScales, ref foundZeroPoints))
        {
            isBetter = Vector.LessThan(Error(foundScales, foundZeroPoints), error * new Vector<float>(1 - LeastImprovement));
            scales = Vector.ConditionalSelect(isBetter, foundScales, scales);
            zeroPoints = Vector.ConditionalSelect(isBetter, foundZeroPoints, zeroPoints);
        }
    }

    /// <summary>Rounds values to whole numbers of a scale.</summary>
    /// <param name="values">The values.</param>
    /// <param name="inverse">The result of <see cref="Inverse"/>.</param>
    /// <param name="low">The lowest level.</param>
    /// <param name="high">The highest level.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Round(Vector<float> values, Vector<float> inverse, Vector<float> low, Vector<float> high)
    {
        var term = new Vector<float>(RoundingTerm);
        return (Vector.Max(low, Vector.Min(high, values * inverse)) + term) - term;
    }

    /// <summary>Gets 1/scale; 0 for a scale of 0, so that the levels are 0.</summary>
    public static Vector<float> Inverse(Vector<float> scales) =>
        Vector.ConditionalSelect(Vector.Equals(scales, Vector<float>.Zero), Vector<float>.Zero, Vector<float>.One / scales);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> MultiplyAdd(Vector<float> left, Vector<float> right, Vector<float> addend) =>
#if NET9_0_OR_GREATER
        Vector.MultiplyAddEstimate(left, right, addend);
#else
        (left * right) + addend;
#endif

    /// <summary>Rounds within the range of zero points.</summary>
    private Vector<float> ZeroPoint(Vector<float> values) => Round(values, Vector<float>.One, Vector<float>.Zero, _maximum);

    /// <summary>Gets the scales that follow from the largest weights, as ONNX Runtime's quantiser chooses them.</summary>
    private void FromLargest(out Vector<float> scales, out Vector<float> zeroPoints)
    {
        if (_format.IsSymmetric)
        {
            zeroPoints = new(_format.MiddleZeroPoint);
            scales = Stored(_range / zeroPoints);
        }
        else
        {
            Vector<float> exact = _range / _maximum;
            zeroPoints = ZeroPoint(-_low * Inverse(exact));
            scales = Stored(exact);
        }
    }

    /// <summary>Rounds scales to numbers that can be stored.</summary>
    private Vector<float> Stored(Vector<float> scales)
    {
        if (!_format.HasHalfScales && _exponents.IsEmpty)
        {
            return scales;
        }

        Span<float> lanes = stackalloc float[Vector<float>.Count];
        scales.CopyTo(lanes);
        for (int i = 0; i < lanes.Length; i++)
        {
            int exponent = _exponents.IsEmpty ? 0 : _exponents[i];
            float whole = MathF.ScaleB(lanes[i], exponent);
            lanes[i] = MathF.ScaleB(_format.HasHalfScales ? (float)(Half)whole : whole, -exponent);
        }

        return new(lanes);
    }

    /// <summary>Computes the squared error of each block.</summary>
    private Vector<float> Error(Vector<float> scales, Vector<float> zeroPoints)
    {
        Vector<float> inverse = Inverse(scales);
        Vector<float> low = -zeroPoints;
        Vector<float> high = _maximum - zeroPoints;
        Vector<float> sum = Vector<float>.Zero;
        foreach (Vector<float> values in _values)
        {
            Vector<float> difference = values - (Round(values, inverse, low, high) * scales);
            sum = MultiplyAdd(difference, difference, sum);
        }

        return sum;
    }

    /// <summary>Searches among the candidates and refits the best of them.</summary>
    private void Search(out Vector<float> scales, out Vector<float> zeroPoints)
    {
        (float first, float step) = (_format.IsSymmetric, _format.Bits) switch
        {
            (true, 4) => Symmetric4,
            (true, _) => Symmetric8,
            (false, 4) => Asymmetric4,
            _ => Asymmetric8,
        };
        Vector<float> inverseRange = Inverse(_range);
        Vector<float> best = new(-1);
        scales = Vector<float>.Zero;
        zeroPoints = new(_format.MiddleZeroPoint);
        for (int i = 0; i < Candidates; i += 2)
        {
            var span0 = new Vector<float>(first + (i * step));
            var span1 = new Vector<float>(first + ((i + 1) * step));
            Vector<float> inverse0 = span0 * inverseRange;
            Vector<float> inverse1 = span1 * inverseRange;
            Vector<float> zeroPoint0 = zeroPoints;
            Vector<float> zeroPoint1 = zeroPoints;
            if (!_format.IsSymmetric)
            {
                // The zero point cuts both ends of the range alike.
                var half = new Vector<float>(0.5f);
                zeroPoint0 = ZeroPoint((-_low * inverse0) - ((span0 - _maximum) * half));
                zeroPoint1 = ZeroPoint((-_low * inverse1) - ((span1 - _maximum) * half));
            }

            Sums(inverse0, zeroPoint0, inverse1, zeroPoint1, out Vector<float> dot0, out Vector<float> square0, out Vector<float> dot1, out Vector<float> square1);
            Choose(dot0, square0, zeroPoint0, ref best, ref scales, ref zeroPoints);
            Choose(dot1, square1, zeroPoint1, ref best, ref scales, ref zeroPoints);
        }

        for (int i = 0; i < Refits; i++)
        {
            Sums(Inverse(scales), zeroPoints, out Vector<float> dot, out Vector<float> square);
            Choose(dot, square, zeroPoints, ref best, ref scales, ref zeroPoints);
        }

        scales = Stored(scales);
    }

    private static void Choose(Vector<float> dot, Vector<float> square, Vector<float> candidateZeroPoints, ref Vector<float> best, ref Vector<float> scales, ref Vector<float> zeroPoints)
    {
        Vector<float> scale = dot / square;
        Vector<float> gain = dot * scale;

        // 0/0 is NaN and larger than nothing.
        Vector<int> isBetter = Vector.GreaterThan(gain, best);
        best = Vector.ConditionalSelect(isBetter, gain, best);
        scales = Vector.ConditionalSelect(isBetter, scale, scales);
        zeroPoints = Vector.ConditionalSelect(isBetter, candidateZeroPoints, zeroPoints);
    }

    /// <summary>Computes Σwk and Σk² of two candidates.</summary>
    private void Sums(
        Vector<float> inverse0,
        Vector<float> zeroPoint0,
        Vector<float> inverse1,
        Vector<float> zeroPoint1,
        out Vector<float> dot0,
        out Vector<float> square0,
        out Vector<float> dot1,
        out Vector<float> square1)
    {
        Vector<float> low0 = -zeroPoint0;
        Vector<float> low1 = -zeroPoint1;
        Vector<float> high0 = _maximum - zeroPoint0;
        Vector<float> high1 = _maximum - zeroPoint1;
        Vector<float> d0 = Vector<float>.Zero;
        Vector<float> d1 = Vector<float>.Zero;
        Vector<float> s0 = Vector<float>.Zero;
        Vector<float> s1 = Vector<float>.Zero;
        foreach (Vector<float> values in _values)
        {
            Vector<float> level0 = Round(values, inverse0, low0, high0);
            Vector<float> level1 = Round(values, inverse1, low1, high1);
            d0 = MultiplyAdd(values, level0, d0);
            d1 = MultiplyAdd(values, level1, d1);
            s0 = MultiplyAdd(level0, level0, s0);
            s1 = MultiplyAdd(level1, level1, s1);
        }

        (dot0, square0, dot1, square1) = (d0, s0, d1, s1);
    }

    /// <summary>Computes Σwk and Σk² of a candidate.</summary>
    private void Sums(Vector<float> inverse, Vector<float> zeroPoint, out Vector<float> dot, out Vector<float> square)
    {
        Vector<float> low = -zeroPoint;
        Vector<float> high = _maximum - zeroPoint;
        Vector<float> d = Vector<float>.Zero;
        Vector<float> s = Vector<float>.Zero;
        foreach (Vector<float> values in _values)
        {
            Vector<float> level = Round(values, inverse, low, high);
            d = MultiplyAdd(values, level, d);
            s = MultiplyAdd(level, level, s);
        }

        (dot, square) = (d, s);
    }

    /// <summary>
    /// Finds scales of which every value of a block is a multiple, as in weights that were quantised before. The range or the
    /// largest weight is then a small whole number of scales.
    /// </summary>
    private bool FindExact(Vector<int> isWanted, ref Vector<float> scales, ref Vector<float> zeroPoints)
    {
        int spans = _format.IsSymmetric ? _format.MiddleZeroPoint : (1 << _format.Bits) - 1;
        var tolerance = new Vector<float>(spans * 1e-6f);
        var term = new Vector<float>(RoundingTerm);
        Vector<float> inverse = Inverse(_range);
        bool isFound = false;
        for (int span = 1; span <= spans; span++)
        {
            Vector<float> factor = inverse * new Vector<float>(span);
            Vector<int> isMultiple = isWanted;
            foreach (Vector<float> values in _values)
            {
                Vector<float> multiple = values * factor;
                isMultiple &= Vector.LessThan(Vector.Abs(multiple - ((multiple + term) - term)), tolerance);
                if (isMultiple == Vector<int>.Zero)
                {
                    break;
                }
            }

            for (int lane = 0; lane < Vector<float>.Count && isMultiple != Vector<int>.Zero; lane++)
            {
                if (isMultiple[lane] != 0 && FitExact(lane, _range[lane] / span) is (float scale, float zeroPoint))
                {
                    scales = scales.WithElement(lane, scale);
                    zeroPoints = zeroPoints.WithElement(lane, zeroPoint);
                    isWanted = isWanted.WithElement(lane, 0);
                    isFound = true;
                }
            }
        }

        return isFound;
    }

    /// <summary>Finds the neighbour of a scale whose multiples are the values bit by bit; rounding may have moved the scale.</summary>
    private (float Scale, float ZeroPoint)? FitExact(int lane, float scale)
    {
        float zeroPoint = _format.IsSymmetric ? _format.MiddleZeroPoint : Math.Clamp(MathF.Round(-_low[lane] / scale), 0, _maximum[0]);
        ReadOnlySpan<float> candidates =
        [
            scale, MathF.BitIncrement(scale), MathF.BitDecrement(scale), MathF.BitIncrement(MathF.BitIncrement(scale)), MathF.BitDecrement(MathF.BitDecrement(scale)),
        ];
        foreach (float candidate in candidates)
        {
            float stored = Stored(new Vector<float>(candidate))[lane];
            if (IsExact(lane, stored, zeroPoint))
            {
                return (stored, zeroPoint);
            }
        }

        return null;
    }

    private bool IsExact(int lane, float scale, float zeroPoint)
    {
        foreach (Vector<float> values in _values)
        {
            float level = MathF.Round(values[lane] / scale);
            if (level < -zeroPoint || level > _maximum[0] - zeroPoint || level * scale != values[lane])
            {
                return false;
            }
        }

        return true;
    }
}
