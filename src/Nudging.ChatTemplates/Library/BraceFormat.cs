using System.Globalization;
using System.Numerics;
using System.Text;
using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Library;

/// <summary>Python's <c>str.format</c>.</summary>
internal sealed class BraceFormat
{
    private const int MaxNesting = 2;

    private readonly RenderContext _context;
    private readonly Arguments _arguments;
    private int _next;

    private BraceFormat(RenderContext context, Arguments arguments)
    {
        _context = context;
        _arguments = arguments;
    }

    public static string Apply(RenderContext context, string format, Arguments arguments) => new BraceFormat(context, arguments).Apply(format, MaxNesting);

    private string Apply(string format, int nesting)
    {
        if (nesting == 0)
        {
            throw new TemplateRuntimeException("The fields of a format are nested too deep.");
        }

        var text = new StringBuilder();
        for (int at = 0; at < format.Length; at++)
        {
            char c = format[at];
            if (c is '{' or '}' && at + 1 < format.Length && format[at + 1] == c)
            {
                text.Append(c);
                at++;
            }
            else if (c == '{')
            {
                int end = FindEnd(format, at);
                text.Append(Field(format[(at + 1)..end], nesting));
                at = end;
            }
            else
            {
                text.Append(c != '}' ? c : throw new TemplateRuntimeException("A '}' of a format closes nothing."));
            }
        }

        return _context.Charged(text.ToString());
    }

    private static int FindEnd(string format, int start)
    {
        int depth = 0;
        for (int at = start; at < format.Length; at++)
        {
            depth += format[at] == '{' ? 1 : format[at] == '}' ? -1 : 0;
            if (depth == 0)
            {
                return at;
            }
        }

        throw new TemplateRuntimeException("A '{' of a format is not closed.");
    }

    private string Field(string field, int nesting)
    {
        int colon = field.IndexOf(':', StringComparison.Ordinal);
        string name = colon < 0 ? field : field[..colon];
        char conversion = name.Length >= 2 && name[^2] == '!' ? name[^1] : '\0';
        object? value = Value(conversion == '\0' ? name : name[..^2]);
        value = conversion switch
        {
            '\0' => value,
            's' => PythonText.Str(_context, value),
            'r' or 'a' => PythonText.Repr(_context, value),
            _ => throw new TemplateRuntimeException($"'!{conversion}' is not a conversion."),
        };
        string specification = colon < 0 ? "" : Apply(field[(colon + 1)..], nesting - 1);
        return specification.Length == 0 ? PythonText.Str(_context, value) : FormatSpecification.Parse(specification).Apply(_context, value);
    }

    private object? Value(string path)
    {
        int end = path.AsSpan().IndexOfAny('.', '[');
        string first = end < 0 ? path : path[..end];
        object? value = Argument(first);
        for (int at = first.Length; at < path.Length;)
        {
            bool isItem = path[at] == '[';
            int stop = isItem ? path.IndexOf(']', at) : path.AsSpan(at + 1).IndexOfAny('.', '[') is >= 0 and int next ? at + 1 + next : path.Length;
            string name = stop > at ? path[(at + 1)..stop] : throw new TemplateRuntimeException($"'{path}' is not a field of a format.");
            value = !isItem ? MemberAccess.Attribute(value, name) : MemberAccess.Item(value, IsNumber(name) ? BigInteger.Parse(name, CultureInfo.InvariantCulture) : name);
            Undefined.ThrowIfUndefined(value);
            at = isItem ? stop + 1 : stop;
        }

        return value;
    }

    private object? Argument(string name)
    {
        if (name.Length > 0 && !IsNumber(name))
        {
            return _arguments.Named.TryGetValue(name, out object? named) ? named : throw new TemplateRuntimeException($"The format needs an argument '{name}'.");
        }

        if ((name.Length == 0 && _next < 0) || (name.Length > 0 && _next > 0))
        {
            throw new TemplateRuntimeException("A format cannot have fields with and without numbers.");
        }

        int index = name.Length == 0 ? _next++ : int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int given) ? given : int.MaxValue;
        _next = name.Length == 0 ? _next : -1;
        return index < _arguments.Positional.Count ? _arguments.Positional[index] : throw new TemplateRuntimeException($"The format needs an argument {index}.");
    }

    private static bool IsNumber(string name) => name.Length > 0 && name.All(char.IsAsciiDigit);
}
