using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;

namespace Nudging.Constraints.Json;

/// <summary>A range of allowed numbers. The number of digits is limited, so that each .NET type for whole or decimal numbers can read a number.</summary>
internal sealed class JsonNumberRange
{
    /// <summary>The maximum number of digits before the decimal point.</summary>
    public const int WholeDigits = 18;

    /// <summary>The maximum number of digits after the decimal point.</summary>
    public const int FractionDigits = 15;

    /// <summary>Initializes a new instance of the <see cref="JsonNumberRange"/> class.</summary>
    /// <param name="digits">The maximum number of digits after the decimal point.</param>
    /// <param name="minimum">The smallest number, in units of the last digit; <see langword="null"/> for none.</param>
    /// <param name="maximum">The greatest number, in units of the last digit; <see langword="null"/> for none.</param>
    /// <param name="step">The number of which all numbers are multiples, in units of the last digit; <see langword="null"/> for none.</param>
    public JsonNumberRange(int digits, Int128? minimum, Int128? maximum, Int128? step = null)
    {
        Digits = digits;
        Step = step ?? 1;
        AllowsExponent = digits > 0 && minimum is null && maximum is null && step is null;
        Int128 limit = Power(WholeDigits + Digits) - 1;
        Minimum = Int128.Max(minimum ?? -limit, -limit);
        Maximum = Int128.Min(maximum ?? limit, limit);
    }

    /// <summary>Gets the maximum number of digits after the decimal point.</summary>
    public int Digits { get; }

    public bool AllowsExponent { get; }

    public Int128 Minimum { get; }

    public Int128 Maximum { get; }

    /// <summary>Gets the number of which all numbers of the range are multiples, in units of the last digit.</summary>
    public Int128 Step { get; }

    public bool IsEmpty => !Meets(false, 0, Int128.MaxValue) && !Meets(true, 1, Int128.MaxValue);

    /// <summary>Computes a power of ten.</summary>
    public static Int128 Power(int exponent)
    {
        Int128 power = 1;
        for (int i = 0; i < exponent; i++)
        {
            power *= 10;
        }

        return power;
    }

    /// <summary>Tells whether the range contains a number of a schema.</summary>
    public bool Contains(JsonValue number) => number.TryGetValue(out decimal value)
        && new JsonNumberState(this).Advance(Encoding.UTF8.GetBytes(value.ToString("0.#############################", CultureInfo.InvariantCulture))) is { CanEnd: true };

    /// <summary>Tells whether the range has a number of a sign whose magnitude is between two limits.</summary>
    public bool Meets(bool isNegative, Int128 smallest, Int128 greatest)
    {
        // Minus zero is not allowed.
        smallest = Int128.Max(smallest, isNegative ? Int128.Max(1, -Maximum) : Minimum);
        greatest = Int128.Min(greatest, isNegative ? -Minimum : Maximum);
        Int128 beyond = smallest % Step;
        return smallest <= greatest && smallest >= 0 && (beyond == 0 ? smallest : smallest - beyond + Step) <= greatest;
    }
}

/// <summary>A place in a JSON number.</summary>
internal sealed class JsonNumberState : TextConstraintState
{
    // A decimal cannot hold an exponent of more digits.
    private const int ExponentDigits = 1;

    private readonly JsonNumberRange _range;
    private readonly Part _part;
    private readonly bool _isNegative;

    // The digits before the exponent as one number, and the number of digits of the current part.
    private readonly Int128 _number;
    private readonly int _digits;

    /// <summary>Initializes a new instance of the <see cref="JsonNumberState"/> class, before a number.</summary>
    /// <param name="range">The numbers that are allowed, at least one.</param>
    public JsonNumberState(JsonNumberRange range)
        : this(range, Part.Start, false, 0, 0)
    {
    }

    private JsonNumberState(JsonNumberRange range, Part part, bool isNegative, Int128 number, int digits)
    {
        _range = range;
        _part = part;
        _isNegative = isNegative;
        _number = number;
        _digits = digits;
    }

    private enum Part
    {
        Start,
        Minus,
        Whole,
        Point,
        Fraction,
        Exponent,
        ExponentSign,
        ExponentDigits,
    }

    /// <inheritdoc/>
    public override bool CanEnd => _part == Part.ExponentDigits
        || (_part is Part.Whole or Part.Fraction && _range.Meets(_isNegative, _number * Unit, _number * Unit));

    /// <inheritdoc/>
    public override bool CanContinue => _part switch
    {
        Part.ExponentDigits => _digits < ExponentDigits,
        Part.Whole or Part.Fraction => CanContinueWith("0123456789.e"u8),
        _ => true,
    };

    // The value of the last digit, in units of the range.
    private Int128 Unit => JsonNumberRange.Power(_part is Part.Fraction ? _range.Digits - _digits : _range.Digits);

    /// <inheritdoc/>
    public override TextConstraintState? Advance(byte value) => value switch
    {
        (byte)'-' when _part == Part.Start => IfOpen(new(_range, Part.Minus, true, 0, 0)),
        >= (byte)'0' and <= (byte)'9' => AfterDigit(value - '0'),
        (byte)'.' when _part == Part.Whole && _range.Digits > 0 => IfOpen(new(_range, Part.Point, _isNegative, _number, 0)),
        (byte)'e' or (byte)'E' when _range.AllowsExponent && _part is Part.Whole or Part.Fraction && CanEnd => With(Part.Exponent, 0),
        (byte)'+' or (byte)'-' when _part == Part.Exponent => With(Part.ExponentSign, 0),
        _ => null,
    };

    /// <inheritdoc/>
    public override byte[] FindShortestCompletion()
    {
        if (CanEnd)
        {
            return [];
        }

        byte[]? shortest = _part is Part.Exponent or Part.ExponentSign ? [(byte)'0'] : _part is Part.Start or Part.Minus ? null : ShortestDigits();
        foreach (byte value in _part is Part.Start or Part.Minus ? "0123456789-"u8 : [])
        {
            if (Advance(value) is { } state && state.FindShortestCompletion() is byte[] rest && (shortest is null || rest.Length + 1 < shortest.Length))
            {
                shortest = [value, .. rest];
            }
        }

        return shortest!;
    }

    // For each number of digits before and after the point: the smallest magnitude of the range that begins with the digits of the state.
    private byte[]? ShortestDigits()
    {
        Int128 least = _isNegative ? Int128.Max(1, -_range.Maximum) : Int128.Max(0, _range.Minimum);
        Int128 greatest = _isNegative ? -_range.Minimum : _range.Maximum;
        int fraction = _part == Part.Fraction ? _digits : 0;
        int maxWhole = _part == Part.Whole && _number > 0 ? JsonNumberRange.WholeDigits - _digits : 0;
        string? shortest = null;
        for (int whole = 0; whole <= maxWhole; whole++)
        {
            for (int more = _part == Part.Point ? 1 : 0; fraction + more <= _range.Digits; more++)
            {
                Int128 unit = JsonNumberRange.Power(_range.Digits - fraction - more);
                Int128 ways = JsonNumberRange.Power(whole + more);
                Int128 first = _number * ways;
                Int128 step = _range.Step / (Int128)BigInteger.GreatestCommonDivisor(_range.Step, unit);
                Int128 number = (Int128.Max(first, (least + unit - 1) / unit) + step - 1) / step * step;
                if (number < first + ways && number * unit <= greatest)
                {
                    string digits = whole + more == 0 ? "" : (number - first).ToString(CultureInfo.InvariantCulture).PadLeft(whole + more, '0');
                    string text = _part == Part.Whole && more > 0 ? $"{digits[..whole]}.{digits[whole..]}" : digits;
                    shortest = shortest is null || text.Length < shortest.Length ? text : shortest;
                }
            }
        }

        return shortest is null ? null : Encoding.ASCII.GetBytes(shortest);
    }

    private JsonNumberState? AfterDigit(int digit) => _part switch
    {
        Part.Start or Part.Minus => IfOpen(new(_range, Part.Whole, _isNegative, digit, 1)),
        Part.Whole when _number > 0 && _digits < JsonNumberRange.WholeDigits => IfOpen(new(_range, Part.Whole, _isNegative, (_number * 10) + digit, _digits + 1)),
        Part.Point => IfOpen(new(_range, Part.Fraction, _isNegative, (_number * 10) + digit, 1)),
        Part.Fraction when _digits < _range.Digits => IfOpen(new(_range, Part.Fraction, _isNegative, (_number * 10) + digit, _digits + 1)),
        Part.Exponent or Part.ExponentSign => With(Part.ExponentDigits, 1),
        Part.ExponentDigits when _digits < ExponentDigits => With(Part.ExponentDigits, _digits + 1),
        _ => null,
    };

    private bool CanContinueWith(ReadOnlySpan<byte> values)
    {
        foreach (byte value in values)
        {
            if (Advance(value) is not null)
            {
                return true;
            }
        }

        return false;
    }

    private JsonNumberState With(Part part, int digits) => new(_range, part, _isNegative, _number, digits);

    // Returns null where no allowed number begins with the digits of the state.
    private static JsonNumberState? IfOpen(JsonNumberState state) => state.ReachesRange() ? state : null;

    private bool ReachesRange()
    {
        if (_part == Part.Minus)
        {
            return _range.Meets(true, 1, Int128.MaxValue);
        }

        Int128 smallest = _number * Unit;
        Int128 width = Unit;
        int more = _part == Part.Whole && _number > 0 ? JsonNumberRange.WholeDigits - _digits : 0;
        for (int i = 0; i <= more; i++)
        {
            if (_range.Meets(_isNegative, smallest, smallest + width - 1))
            {
                return true;
            }

            smallest *= 10;
            width *= 10;
        }

        return false;
    }
}
