using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Syntax;

/// <summary>The target of an assignment: a variable, an attribute of a namespace, or several of these.</summary>
internal sealed class Target(int position, string? name, string? attribute, IReadOnlyList<Target> parts)
{
    public void Assign(RenderContext context, Scope scope, object? value)
    {
        context.Position = position;
        if (name is null)
        {
            AssignParts(context, scope, value);
        }
        else if (attribute is null)
        {
            scope.Set(name, value);
        }
        else if (scope.TryGet(name, out object? target) && target is NamespaceValue variables)
        {
            variables.Items.Set(attribute, value);
        }
        else
        {
            throw new TemplateRuntimeException($"'{name}' is not a namespace: its attribute '{attribute}' cannot be set.");
        }
    }

    private void AssignParts(RenderContext context, Scope scope, object? value)
    {
        List<object?> values = [];
        foreach (object? part in Sequences.Iterate(context, value))
        {
            values.Add(part);
            if (values.Count > parts.Count)
            {
                throw new TemplateRuntimeException($"Expected {parts.Count} values to unpack, found more.");
            }
        }

        if (values.Count < parts.Count)
        {
            throw new TemplateRuntimeException($"Expected {parts.Count} values to unpack, found {values.Count}.");
        }

        for (int i = 0; i < parts.Count; i++)
        {
            parts[i].Assign(context, scope, values[i]);
        }
    }
}
