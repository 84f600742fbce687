using System.Diagnostics.CodeAnalysis;

namespace Nudging.ChatTemplates.Syntax;

/// <summary>Reads tokens one by one and creates syntax errors.</summary>
internal sealed class TokenReader(TemplateSource source)
{
    private readonly List<Token> _tokens = Lexer.Read(source);
    private int _at;
    private int _depth;

    public Token Current => _tokens[_at];

    public Token Following => _tokens[Math.Min(_at + 1, _tokens.Count - 1)];

    public Token Next()
    {
        Token token = Current;
        _at = Math.Min(_at + 1, _tokens.Count - 1);
        return token;
    }

    public bool IsOperator(string sign) => Current.Is(TokenKind.Operator, sign);

    public bool IsName(string name) => Current.Is(TokenKind.Name, name);

    public bool SkipOperator(string sign) => Skip(IsOperator(sign));

    public bool SkipName(string name) => Skip(IsName(name));

    public void ExpectOperator(string sign)
    {
        if (!SkipOperator(sign))
        {
            ThrowExpected($"'{sign}'");
        }
    }

    public string ExpectName() => Current.Kind == TokenKind.Name ? (string)Next().Value! : throw Expected("a name");

    public void Expect(TokenKind kind)
    {
        if (Current.Kind != kind)
        {
            ThrowExpected(new Token(kind, null, 0).ToString());
        }

        Next();
    }

    /// <summary>Parses a nested construct; the nesting depth is limited.</summary>
    public T Nested<T>(Func<T> parse)
    {
        if (++_depth > TemplateLimits.Nesting)
        {
            throw Error($"Tags or expressions are nested more than {TemplateLimits.Nesting} deep.");
        }

        T result = parse();
        _depth--;
        return result;
    }

    public ChatTemplateException Error(string message) => source.Error(message, Current.Position);

    public ChatTemplateException Error(string message, int position) => source.Error(message, position);

    public ChatTemplateException Expected(string expected) => Error($"Expected {expected}, found {Current}.");

    [DoesNotReturn]
    private void ThrowExpected(string expected) => throw Expected(expected);

    private bool Skip(bool isThere)
    {
        if (isThere)
        {
            Next();
        }

        return isThere;
    }
}
