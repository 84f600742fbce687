namespace Nudging.ChatTemplates.Syntax;

/// <summary>The parameters and the body of a macro or of a call block.</summary>
internal sealed record MacroDefinition(string Name, IReadOnlyList<(string Name, Expression? Default)> Parameters, Block Body)
{
    /// <summary>Gets a value indicating whether the body reads <c>varargs</c>: the positional arguments without a parameter.</summary>
    public required bool ReadsVarargs { get; init; }

    /// <summary>Gets a value indicating whether the body reads <c>kwargs</c>: the named arguments without a parameter.</summary>
    public required bool ReadsKwargs { get; init; }

    /// <summary>Gets a value indicating whether the body reads <c>caller</c>: the body of the call block.</summary>
    public required bool ReadsCaller { get; init; }
}
