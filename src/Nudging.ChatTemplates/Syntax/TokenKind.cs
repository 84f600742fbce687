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

    /// <summary>A string literal; <see cref="Token.Value"/> is the decoded string.</summary>
    String,

    /// <summary>A number; <see cref="Token.Value"/> is a BigInteger or a double.</summary>
    Number,

    /// <summary>An operator or a delimiter; <see cref="Token.Value"/> is its text.</summary>
    Operator,

    /// <summary>The end of the template.</summary>
    End,
}
