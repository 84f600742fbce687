using System.Globalization;
using System.Numerics;
using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Library;

/// <summary>Python's <c>str.format</c>.</summary>
internal sealed class BraceFormat
{
    private const int MaxNesting = 2;

    private readonly RenderContext _context;
    private readonly TextValue _format;
    private readonly Arguments _arguments;
    private readonly bool _escapes;
    private int _next;

    private BraceFormat(RenderContext context, TextValue format, Arguments arguments, bool escapes)
    {
        _context = context;
        _format = format;
        _arguments = arguments;
        _escapes = escapes;
    }

    /// <summary>Formats values.</summary>
    /// <param name="context">The rendering.</param>
    /// <param name="format">The format.</param>
    /// <param name="arguments">The values.</param>
    /// <param name="escapes">Whether the format is markup, so that the values are escaped.</param>
    /// <returns>The text. If a part of the format is not template text, the whole text is not.</returns>
    public static TextValue Apply(RenderContext context, TextValue format, Arguments arguments, bool escapes)
    {
        TextValue text = new BraceFormat(context, format, arguments, escapes).Apply(format.Text, MaxNesting);
        return format.IsTemplate ? text : TextValue.Untrusted(text.Text);
    }

    private TextValue Apply(string format, int nesting)
    {
        if (nesting == 0)
        {
            throw new TemplateRuntimeException("The fields of a format are nested too deeply.");
        }

        var text = new TextBuilder();
        for (int at = 0; at < format.Length; at++)
        {
            char c = format[at];
            if (c is '{' or '}' && at + 1 < format.Length && format[at + 1] == c)
            {
                text.Append(c, isTemplate: true);
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
                text.Append(c != '}' ? c : throw new TemplateRuntimeException("The format has a '}' without a '{'."), isTemplate: true);
            }
        }

        return _context.Charged(text.ToValue());
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

        throw new TemplateRuntimeException("The format has a '{' without a '}'.");
    }

    private TextValue Field(string field, int nesting)
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
            _ => throw new TemplateRuntimeException($"{Quoted($"!{conversion}")} is not a conversion."),
        };
        TextValue specification = colon < 0 ? TextValue.Empty : Apply(field[(colon + 1)..], nesting - 1);
        if (specification.Length == 0)
        {
            return _escapes ? Markup.Escape(_context, value) : PythonText.Str(_context, value);
        }

        if (_escapes && value is Markup)
        {
            throw new TemplateRuntimeException("A format specification does not apply to markup in the format of markup.");
        }

        TextValue text = FormatSpecification.Parse(TextValue.From(specification.Text, specification, _format)).Apply(_context, value);
        text = specification.IsTemplate ? text : TextValue.Untrusted(text.Text);
        return _escapes ? Markup.Escape(_context, text) : text;
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
            string name = stop > at ? path[(at + 1)..stop] : throw new TemplateRuntimeException($"{Quoted(path)} is not a valid field of a format.");
            value = !isItem ? MemberAccess.Attribute(value, PartOfFormat(name)) : MemberAccess.Item(value, IsNumber(name) ? BigInteger.Parse(name, CultureInfo.InvariantCulture) : PartOfFormat(name));
            Undefined.ThrowIfUndefined(value);
            at = isItem ? stop + 1 : stop;
        }

        return value;
    }

    private object? Argument(string name)
    {
        if (name.Length > 0 && !IsNumber(name))
        {
            return _arguments.Named.TryGetValue(name, out object? named) ? named : throw new TemplateRuntimeException($"The format needs the argument {Quoted(name)}.");
        }

        if ((name.Length == 0 && _next < 0) || (name.Length > 0 && _next > 0))
        {
            throw new TemplateRuntimeException("A format cannot mix numbered and unnumbered fields.");
        }

        int index = name.Length == 0 ? _next++ : int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int given) ? given : int.MaxValue;
        _next = name.Length == 0 ? _next : -1;
        return index < _arguments.Positional.Count ? _arguments.Positional[index] : throw new TemplateRuntimeException($"The format needs the argument {index}.");
    }

    // The origin of the format counts for each part: a mixed format is text of a variable.
    private TextValue PartOfFormat(string part) => TextValue.From(part, _format);

    private string Quoted(string part) => PartOfFormat(part).Quoted;

    private static bool IsNumber(string name) => name.Length > 0 && name.All(char.IsAsciiDigit);
}
