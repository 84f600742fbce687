using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Library;

/// <summary>The arguments of one call.</summary>
/// <param name="positional">The positional arguments.</param>
/// <param name="named">The named arguments.</param>
/// <param name="untrustedNames">The names of arguments that a variable gives as keys of a dictionary after <c>**</c>; null if there are none.</param>
internal sealed class Arguments(IReadOnlyList<object?> positional, IReadOnlyDictionary<string, object?> named, IReadOnlySet<string>? untrustedNames = null)
{
    public static readonly Arguments None = new([], new Dictionary<string, object?>());

    public IReadOnlyList<object?> Positional { get; } = positional;

    public IReadOnlyDictionary<string, object?> Named { get; } = named;

    /// <summary>Gets the name of a named argument with the origin of the name.</summary>
    public TextValue NameOf(string name) => new(name, isTemplate: untrustedNames?.Contains(name) != true);

    public Arguments With(string name, object? value) => new(Positional, new Dictionary<string, object?>(Named) { [name] = value }, untrustedNames);

    /// <summary>Gets the arguments without the first positional ones.</summary>
    public Arguments Skip(int count) => new([.. Positional.Skip(count)], Named, untrustedNames);

    /// <summary>Assigns the arguments to parameters.</summary>
    /// <param name="function">The name of the function, for error messages.</param>
    /// <param name="required">The number of parameters that need an argument.</param>
    /// <param name="parameters">The names of the parameters.</param>
    public BoundArguments Bind(string function, int required, params ReadOnlySpan<string> parameters)
    {
        if (Positional.Count > parameters.Length)
        {
            throw new TemplateRuntimeException($"'{function}' takes at most {parameters.Length} arguments.");
        }

        object?[] values = new object?[parameters.Length];
        int found = 0;
        for (int i = 0; i < parameters.Length; i++)
        {
            bool isNamed = Named.TryGetValue(parameters[i], out object? value);
            if (isNamed && i < Positional.Count)
            {
                throw new TemplateRuntimeException($"'{function}' gets the argument '{parameters[i]}' twice.");
            }

            values[i] = i < Positional.Count ? Positional[i] : isNamed ? value : i < required
                ? throw new TemplateRuntimeException($"'{function}' needs the argument '{parameters[i]}'.")
                : BoundArguments.Missing;
            found += isNamed ? 1 : 0;
        }

        return found == Named.Count ? new(function, values) : throw new TemplateRuntimeException($"'{function}' takes only these named arguments: {string.Join(", ", parameters.ToArray())}.");
    }
}
