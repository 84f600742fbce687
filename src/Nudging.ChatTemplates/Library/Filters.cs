using System.Numerics;
using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Library;

/// <summary>The built-in filters.</summary>
internal static class Filters
{
    private static readonly Dictionary<string, Filter> ByName = new[] { Plain(), TextFilters.ByName, ItemFilters.ByName }
        .SelectMany(filters => filters)
        .ToDictionary(StringComparer.Ordinal);

    /// <summary>Gets the names of all filters.</summary>
    public static IEnumerable<string> Names => ByName.Keys;

    public static Filter? Find(string name) => ByName.GetValueOrDefault(name);

    private static Dictionary<string, Filter> Plain() => new()
    {
        ["abs"] = (_, value, _) => value is double number ? Math.Abs(number) : BigInteger.Abs(Integer(value)),
        ["attr"] = (_, value, arguments) => Attribute(value, arguments.Bind("attr", 1, "name").Text(0)),
        ["d"] = Default,
        ["default"] = Default,
        ["float"] = (_, value, arguments) => ToFloat(value, arguments.Bind("float", 0, "default")),
        ["int"] = ToInteger,
        ["round"] = Round,
        ["tojson"] = ToJson,
    };

    private static object? Attribute(object? value, TextValue name)
    {
        Undefined.ThrowIfUndefined(value);
        return MemberAccess.TryAttribute(value, name, out object? attribute) ? attribute : new Undefined($"There is no attribute {name.Quoted}");
    }

    private static BigInteger Integer(object? value)
    {
        Undefined.ThrowIfUndefined(value);
        return PythonNumber.IsInteger(value) ? PythonNumber.ToInteger(value) : throw new TemplateRuntimeException($"A value of type '{TypeNames.Of(value)}' is not a number.");
    }

    private static object? Default(RenderContext context, object? value, Arguments arguments)
    {
        BoundArguments bound = arguments.Bind("default", 0, "default_value", "boolean");
        return value is Undefined || (bound.IsTrue(1) && !Truthiness.Of(value)) ? (bound.Has(0) ? bound[0] : TextValue.Empty) : value;
    }

    private static object? ToFloat(object? value, BoundArguments bound)
    {
        Undefined.ThrowIfUndefined(value);
        return PythonNumber.IsNumber(value) ? PythonNumber.ToDouble(value)
            : PythonText.AsText(value) is { } text && PythonNumber.TryParseDouble(text, out double number) ? number
            : bound.Has(0) ? bound[0] : 0.0;
    }

    private static object? ToInteger(RenderContext context, object? value, Arguments arguments)
    {
        BoundArguments bound = arguments.Bind("int", 0, "default", "base");
        Undefined.ThrowIfUndefined(value);
        if (PythonNumber.IsInteger(value))
        {
            return PythonNumber.ToInteger(value);
        }

        int radix = bound.Integer(1, 10);
        string? text = PythonText.AsText(value);
        if (text is not null && radix is >= 2 and <= 36 && PythonNumber.TryParseInteger(text, radix, out BigInteger whole))
        {
            return whole;
        }

        bool isNumber = value is double || text is not null;
        double number = value is double given ? given : 0;
        isNumber = isNumber && (text is null || PythonNumber.TryParseDouble(text, out number)) && double.IsFinite(number);
        return isNumber ? new BigInteger(number) : bound.Has(0) ? bound[0] : BigInteger.Zero;
    }

    private static object? Round(RenderContext context, object? value, Arguments arguments)
    {
        BoundArguments bound = arguments.Bind("round", 0, "precision", "method");
        int precision = bound.Integer(0);
        string method = bound.Text(1, "common").Text;
        if (method is not ("common" or "ceil" or "floor"))
        {
            throw new TemplateRuntimeException("The method of 'round' must be 'common', 'ceil' or 'floor'.");
        }

        if (value is not double)
        {
            BigInteger whole = Integer(value);
            return method == "common" && precision >= 0 ? whole : method == "common" ? new BigInteger(PythonNumber.Round((double)whole, precision)) : (double)whole;
        }

        double number = (double)value;
        double unit = Math.Pow(10, precision);
        return method == "common" ? PythonNumber.Round(number, precision)
            : method == "ceil" ? Math.Ceiling(number * unit) / unit
            : Math.Floor(number * unit) / unit;
    }

    private static TextValue ToJson(RenderContext context, object? value, Arguments arguments)
    {
        BoundArguments bound = arguments.Bind("tojson", 0, "ensure_ascii", "indent", "separators", "sort_keys");
        TextValue? indent = bound[1] switch
        {
            null => null,
            BigInteger or bool => TextValue.Template(new string(' ', Math.Max(0, Math.Min(TemplateLimits.TextLength, bound.Integer(1))))),
            _ => bound.Text(1),
        };
        (TextValue items, TextValue keys) = (TextValue.Template(indent is null ? ", " : ","), TextValue.Template(": "));
        if (bound[2] is { } separators)
        {
            object?[] pair = Sequences.ToArray(context, separators);
            (items, keys) = pair.Length == 2 && pair[0] is TextValue first && pair[1] is TextValue second
                ? (first, second)
                : throw new TemplateRuntimeException("The separators of 'tojson' must be two strings.");
        }

        TextValue json = new JsonText(context, indent?.Text, items.Text, keys.Text, bound.IsTrue(0), bound.IsTrue(3)).Write(value);
        return items.IsTemplate && keys.IsTemplate && indent is not { IsTemplate: false } ? json : TextValue.Untrusted(json.Text);
    }
}
