using Nudging.ChatTemplates.Library;
using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Syntax;

/// <summary>The arguments of a call, a filter or a test: positional, named, and unpacked from <c>*a</c> and <c>**a</c>.</summary>
internal sealed class ArgumentList
{
    public List<Expression> Positional { get; } = [];

    public List<(string Name, Expression Value)> Named { get; } = [];

    public Expression? UnpackedPositional { get; set; }

    public Expression? UnpackedNamed { get; set; }

    public Arguments Evaluate(RenderContext context)
    {
        if (Positional.Count == 0 && Named.Count == 0 && UnpackedPositional is null && UnpackedNamed is null)
        {
            return Arguments.None;
        }

        List<object?> positional = new(Positional.Count);
        foreach (Expression argument in Positional)
        {
            positional.Add(argument.Evaluate(context));
        }

        if (UnpackedPositional is not null)
        {
            positional.AddRange(Sequences.Iterate(context, UnpackedPositional.Evaluate(context)));
        }

        Dictionary<string, object?> named = new(StringComparer.Ordinal);
        foreach ((string name, Expression value) in Named)
        {
            named[name] = value.Evaluate(context);
        }

        HashSet<string>? untrusted = null;
        if (UnpackedNamed is not null)
        {
            if (UnpackedNamed.Evaluate(context) is not DictionaryValue unpacked)
            {
                throw new TemplateRuntimeException("The argument after ** must be a dictionary.");
            }

            foreach ((object? key, object? value) in unpacked.Items)
            {
                TextValue name = key as TextValue ?? throw new TemplateRuntimeException("The keys of a dictionary after ** must be strings.");
                named[name.Text] = value;
                if (!name.IsTemplate)
                {
                    (untrusted ??= new(StringComparer.Ordinal)).Add(name.Text);
                }
            }
        }

        return new(positional, named, untrusted);
    }
}
