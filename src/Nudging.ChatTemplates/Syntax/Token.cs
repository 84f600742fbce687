namespace Nudging.ChatTemplates.Syntax;

/// <summary>The kind of a token.</summary>
internal enum TokenKind
{
    /// <summary>Text outside all tags; <see cref="Token.Value"/> is the text.</summary>
    Data,

    /// <summary>The beginning of a statement.</summary>
    BlockBegin,

    /// <summary>The end of a statement.</summary>
    BlockEnd,

    /// <summary>The beginning of an expression to print.</summary>
    PrintBegin,

    /// <summary>The end of an expression to print.</summary>
    PrintEnd,

    /// <summary>A name; <see cref="Token.Value"/> is the name.</summary>
    Name,

    /// <summary>A text; <see cref="Token.Value"/> is its content.</summary>
    Text,

    /// <summary>A number; <see cref="Token.Value"/> is a BigInteger or a double.</summary>
    Number,

    /// <summary>An operator or a delimiter; <see cref="Token.Value"/> is its text.</summary>
    Operator,

    /// <summary>The end of the template.</summary>
    End,
}

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
        TokenKind.Text => "a string",
        TokenKind.Number => "a number",
        _ => $"'{Value}'",
    };
}
