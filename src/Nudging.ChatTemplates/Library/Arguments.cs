namespace Nudging.ChatTemplates.Library;

/// <summary>The arguments of one call.</summary>
internal sealed class Arguments(IReadOnlyList<object?> positional, IReadOnlyDictionary<string, object?> named)
{
    public static readonly Arguments None = new([], new Dictionary<string, object?>());

    public IReadOnlyList<object?> Positional { get; } = positional;

    public IReadOnlyDictionary<string, object?> Named { get; } = named;

    public Arguments With(string name, object? value) => new(Positional, new Dictionary<string, object?>(Named) { [name] = value });

    /// <summary>The arguments after the first ones.</summary>
    public Arguments Skip(int count) => new([.. Positional.Skip(count)], Named);

    /// <summary>Sorts the arguments by parameters.</summary>
    /// <param name="function">What is called, for errors.</param>
    /// <param name="required">How many parameters need an argument.</param>
    /// <param name="parameters">The names of the parameters.</param>
    public BoundArguments Bind(string function, int required, params ReadOnlySpan<string> parameters)
    {
        if (Positional.Count > parameters.Length)
        {
            throw new TemplateRuntimeException($"'{function}' takes not more than {parameters.Length} arguments.");
        }

        object?[] values = new object?[parameters.Length];
        int found = 0;
        for (int i = 0; i < parameters.Length; i++)
        {
            bool isNamed = Named.TryGetValue(parameters[i], out object? value);
            if (isNamed && i < Positional.Count)
            {
                throw new TemplateRuntimeException($"'{function}' takes the argument '{parameters[i]}' twice.");
            }

            values[i] = i < Positional.Count ? Positional[i] : isNamed ? value : i < required
                ? throw new TemplateRuntimeException($"'{function}' needs the argument '{parameters[i]}'.")
                : BoundArguments.Missing;
            found += isNamed ? 1 : 0;
        }

        return found == Named.Count ? new(function, values) : throw new TemplateRuntimeException($"'{function}' takes other arguments by name.");
    }
}
