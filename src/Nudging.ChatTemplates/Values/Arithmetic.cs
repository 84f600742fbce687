using System.Numerics;
using Nudging.ChatTemplates.Library;

namespace Nudging.ChatTemplates.Values;

/// <summary>Python's arithmetic: <c>/</c> of integers gives a float; <c>//</c> rounds down.</summary>
internal static class Arithmetic
{
    public static object? Sign(object? value, bool isNegative)
    {
        Undefined.ThrowIfUndefined(value);
        return value switch
        {
            double number => isNegative ? -number : number,
            bool or BigInteger => isNegative ? -PythonNumber.ToInteger(value) : PythonNumber.ToInteger(value),
            _ => throw new TemplateRuntimeException($"A value of type '{TypeNames.Of(value)}' cannot have a sign."),
        };
    }

    public static object? Apply(RenderContext context, string sign, object? left, object? right)
    {
        Undefined.ThrowIfUndefined(left);
        if (sign == "%" && left is TextValue format)
        {
            return Markup.Like(left, PercentFormat.Apply(context, format, right, escapes: left is Markup));
        }

        Undefined.ThrowIfUndefined(right);
        return PythonNumber.IsNumber(left) && PythonNumber.IsNumber(right) ? Compute(sign, left, right)
            : sign == "+" ? Join(context, left, right) ?? throw Mismatch(sign, left, right)
            : sign == "*" ? Repeat(context, left, right) ?? Repeat(context, right, left) ?? throw Mismatch(sign, left, right)
            : throw Mismatch(sign, left, right);
    }

    /// <summary>Computes <c>left + right</c>.</summary>
    public static object? Add(RenderContext context, object? left, object? right) => Apply(context, "+", left, right);

    private static object? Join(RenderContext context, object? left, object? right)
    {
        switch (left, right)
        {
            case (Markup, TextValue) or (TextValue, Markup):
                return new Markup(context.Charged(TextValue.Concat(Markup.Escape(context, left), Markup.Escape(context, right))));
            case (TextValue a, TextValue b):
                context.ChargeText((long)a.Length + b.Length);
                return TextValue.Concat(a, b);
            case (ListValue a, ListValue b):
                context.ChargeText((long)a.Items.Length + b.Items.Length);
                return new ListValue([.. a.Items, .. b.Items]);
            case (TupleValue a, TupleValue b):
                context.ChargeText((long)a.Items.Length + b.Items.Length);
                return new TupleValue([.. a.Items, .. b.Items]);
            default:
                return null;
        }
    }

    private static object? Repeat(RenderContext context, object? value, object? times)
    {
        if (!PythonNumber.IsInteger(times) || value is not (TextValue or ListValue or TupleValue))
        {
            return null;
        }

        long count = (long)BigInteger.Max(0, BigInteger.Min(int.MaxValue, PythonNumber.ToInteger(times)));
        context.ChargeText(count * (PythonText.AsText(value)?.Length ?? Sequences.Length(value)));
        return value switch
        {
            TextValue text => Markup.Like(text, text.Repeat((int)count)),
            ListValue list => new ListValue(RepeatItems(list.Items)),
            TupleValue tuple => new TupleValue(RepeatItems(tuple.Items)),
            _ => null,
        };

        object?[] RepeatItems(object?[] items) => items.Length == 0 ? [] : [.. Enumerable.Repeat(items, (int)count).SelectMany(copy => copy)];
    }

    private static object? Compute(string sign, object? left, object? right)
    {
        if (left is double || right is double || sign == "/" || (sign == "**" && PythonNumber.ToInteger(right).Sign < 0))
        {
            return ComputeDouble(sign, PythonNumber.ToDouble(left), PythonNumber.ToDouble(right));
        }

        BigInteger a = PythonNumber.ToInteger(left);
        BigInteger b = PythonNumber.ToInteger(right);
        return sign switch
        {
            "+" => PythonNumber.Limited(a + b),
            "-" => PythonNumber.Limited(a - b),
            "*" => PythonNumber.Limited(a * b),
            "**" => Power(a, b),
            "//" => NonZero(b) ? FloorDivide(a, b) : throw Division(),
            "%" => NonZero(b) ? a - (FloorDivide(a, b) * b) : throw Division(),
            _ => throw new InvalidOperationException(),
        };

        static bool NonZero(BigInteger number) => !number.IsZero;
    }

    private static BigInteger Power(BigInteger number, BigInteger power) =>
        number.IsZero || number.IsOne || power.IsZero ? (power.IsZero ? 1 : number)
            : power * number.GetBitLength() <= 2 * TemplateLimits.IntegerBits ? PythonNumber.Limited(BigInteger.Pow(number, (int)power))
            : throw new TemplateRuntimeException($"The template computes an integer of more than {TemplateLimits.IntegerBits} bits.");

    private static BigInteger FloorDivide(BigInteger a, BigInteger b)
    {
        BigInteger quotient = BigInteger.DivRem(a, b, out BigInteger rest);
        return rest.IsZero || rest.Sign == b.Sign ? quotient : quotient - 1;
    }

    private static double ComputeDouble(string sign, double a, double b)
    {
        if (b == 0 && sign is ("/" or "//" or "%"))
        {
            throw Division();
        }

        double remainder = sign is "//" or "%" ? a % b : 0;
        remainder = remainder == 0 ? Math.CopySign(0, b) : remainder < 0 != b < 0 ? remainder + b : remainder;
        return sign switch
        {
            "+" => a + b,
            "-" => a - b,
            "*" => a * b,
            "/" => a / b,
            "//" => Math.Floor(((a - remainder) / b) + 0.5),
            "%" => remainder,
            _ => Math.Pow(a, b),
        };
    }

    private static TemplateRuntimeException Division() => new("The template divides by zero.");

    private static TemplateRuntimeException Mismatch(string sign, object? left, object? right) =>
        new($"'{sign}' does not support operands of type '{TypeNames.Of(left)}' and '{TypeNames.Of(right)}'.");
}
