namespace Nudging.ChatTemplates.Syntax;

/// <summary>A token of a template.</summary>
internal readonly record struct Token(TokenKind Kind, object? Value, int Position)
{
    public bool Is(TokenKind kind, string value) => Kind == kind && (string)Value! == value;

    public override string ToString() => Kind switch
    {
        TokenKind.End => "the end of the template",
        TokenKind.Data => "text",
        TokenKind.BlockBegin => "'{%'",
        TokenKind.BlockEnd => "'%}'",
        TokenKind.PrintBegin => "'{{'",
        TokenKind.PrintEnd => "'}}'",
        TokenKind.String => "a string",
        TokenKind.Number => "a number",
        _ => $"'{Value}'",
    };
}
