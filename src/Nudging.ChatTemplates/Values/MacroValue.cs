using Nudging.ChatTemplates.Library;
using Nudging.ChatTemplates.Syntax;

namespace Nudging.ChatTemplates.Values;

/// <summary>A macro, or the body of a call block.</summary>
internal sealed class MacroValue(MacroDefinition definition, Scope scope) : Callable
{
    public override string Name => definition.Name;

    public override object? Invoke(RenderContext context, Arguments arguments)
    {
        var inner = new Scope(scope);
        Dictionary<string, object?> named = new(arguments.Named, StringComparer.Ordinal);
        BindParameters(context, inner, arguments.Positional, named);
        if (definition.ReadsCaller && !definition.Parameters.Any(parameter => parameter.Name == "caller"))
        {
            inner.Set("caller", named.Remove("caller", out object? caller) ? caller : new Undefined("No caller defined"));
        }

        BindRest(inner, arguments, named);
        return context.Call(definition.Body, inner);
    }

    // A default value can read the parameters before its own.
    private void BindParameters(RenderContext context, Scope inner, IReadOnlyList<object?> positional, Dictionary<string, object?> named)
    {
        for (int i = 0; i < definition.Parameters.Count; i++)
        {
            (string name, Expression? fallback) = definition.Parameters[i];
            inner.Set(
                name,
                i < positional.Count ? positional[i]
                    : named.Remove(name, out object? value) ? value
                    : fallback is not null ? context.EvaluateIn(inner, fallback)
                    : new Undefined($"parameter '{name}' was not provided"));
        }
    }

    private void BindRest(Scope inner, Arguments arguments, Dictionary<string, object?> named)
    {
        object?[] rest = [.. arguments.Positional.Skip(definition.Parameters.Count)];
        if (definition.ReadsVarargs)
        {
            inner.Set("varargs", new TupleValue(rest));
        }
        else if (rest.Length > 0)
        {
            throw new TemplateRuntimeException($"The macro '{Name}' takes at most {definition.Parameters.Count} arguments.");
        }

        if (definition.ReadsKwargs)
        {
            var values = new DictionaryValue();
            foreach ((string name, object? value) in named)
            {
                values.Set(arguments.NameOf(name), value);
            }

            inner.Set("kwargs", values);
        }
        else if (named.Count > 0)
        {
            throw new TemplateRuntimeException($"The macro '{Name}' does not have a parameter {arguments.NameOf(named.Keys.First()).Quoted}, or gets the argument twice.");
        }
    }
}
