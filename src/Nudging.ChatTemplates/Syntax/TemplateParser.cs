namespace Nudging.ChatTemplates.Syntax;

/// <summary>Parses a template: text, print expressions and statements.</summary>
internal sealed class TemplateParser
{
    private readonly TokenReader _tokens;
    private readonly ExpressionParser _expressions;
    private readonly List<(string Name, int Position)> _openTags = [];
    private int _loops;

    public TemplateParser(TemplateSource source)
    {
        _tokens = new(source);
        _expressions = new(_tokens);
    }

    public Block Parse()
    {
        Block body = ParseBody([]);
        return _tokens.Current.Kind == TokenKind.End ? body : throw _tokens.Expected("the end of the template");
    }

    // Parses up to the tag that ends the body; the next token is the name of that tag.
    private Block ParseBody(ReadOnlySpan<string> ends)
    {
        List<Statement> statements = [];
        while (true)
        {
            Token token = _tokens.Current;
            switch (token.Kind)
            {
                case TokenKind.Data:
                    _tokens.Next();
                    statements.Add(new DataStatement(token.Position, (string)token.Value!));
                    break;
                case TokenKind.PrintBegin:
                    _tokens.Next();
                    statements.Add(new PrintStatement(token.Position, _expressions.ParseTuple()));
                    _tokens.Expect(TokenKind.PrintEnd);
                    break;
                case TokenKind.BlockBegin:
                    _tokens.Next();
                    if (_tokens.Current.Kind == TokenKind.Name && ends.Contains((string)_tokens.Current.Value!))
                    {
                        return new(statements);
                    }

                    statements.Add(_tokens.Nested(() => ParseStatement(token.Position)));
                    break;
                case TokenKind.End when _openTags.Count > 0:
                    (string name, int position) = _openTags[^1];
                    throw _tokens.Error($"The tag '{name}' is not closed by 'end{name}'.", position);
                default:
                    return new(statements);
            }
        }
    }

    private Statement ParseStatement(int position)
    {
        Token token = _tokens.Current;
        string name = _tokens.ExpectName();
        _openTags.Add((name, position));
        Statement statement = name switch
        {
            "if" => ParseIf(position),
            "for" => ParseFor(position),
            "set" => ParseSet(position),
            "macro" => ParseMacro(position),
            "call" => ParseCall(position),
            "filter" => ParseFilter(position),
            "with" => ParseWith(position),
            "generation" => new ScopeStatement(position, ParseToEnd("endgeneration")),
            "block" => ParseBlock(position),
            "break" => ParseJump(position, Flow.Break),
            "continue" => ParseJump(position, Flow.Continue),
            "include" or "import" or "from" or "extends" => throw _tokens.Error($"The tag '{name}' needs other files; a chat template is a single file.", token.Position),
            _ => throw _tokens.Error(UnknownTag(name), token.Position),
        };
        _openTags.RemoveAt(_openTags.Count - 1);
        _tokens.Expect(TokenKind.BlockEnd);
        return statement;
    }

    private string UnknownTag(string name) => _openTags.Count > 1
        ? $"Unknown tag '{name}'; the tag '{_openTags[^2].Name}' is open."
        : $"Unknown tag '{name}'.";

    // Parses the end of the opening tag, the body, and the name of the closing tag.
    private Block ParseToEnd(string end)
    {
        _tokens.Expect(TokenKind.BlockEnd);
        Block body = ParseBody([end]);
        _tokens.Next();
        return body;
    }

    private IfStatement ParseIf(int position)
    {
        List<(Expression, Block)> branches = [];
        Block? otherwise = null;
        do
        {
            Expression test = _expressions.ParseTuple(isTest: true);
            _tokens.Expect(TokenKind.BlockEnd);
            branches.Add((test, ParseBody(["elif", "else", "endif"])));
        }
        while (_tokens.SkipName("elif"));

        if (_tokens.SkipName("else"))
        {
            otherwise = ParseToEnd("endif");
        }
        else
        {
            _tokens.Next();
        }

        return new(position, branches, otherwise);
    }

    private ForStatement ParseFor(int position)
    {
        Target target = ParseTarget();
        if (!_tokens.SkipName("in"))
        {
            throw _tokens.Expected("'in'");
        }

        Expression items = _expressions.ParseTuple(isTest: true);
        Expression? filter = _tokens.SkipName("if") ? _expressions.ParseExpression() : null;
        bool isRecursive = _tokens.SkipName("recursive");
        _tokens.Expect(TokenKind.BlockEnd);
        _loops++;
        Block body = ParseBody(["else", "endfor"]);
        _loops--;
        Block? otherwise = null;
        if (_tokens.SkipName("else"))
        {
            otherwise = ParseToEnd("endfor");
        }
        else
        {
            _tokens.Next();
        }

        return new(position, target, items, filter, isRecursive, body, otherwise);
    }

    private Statement ParseSet(int position)
    {
        Target target = ParseTarget();
        if (_tokens.SkipOperator("="))
        {
            return new SetStatement(position, target, _expressions.ParseTuple());
        }

        FilterExpression? filter = _tokens.SkipOperator("|") ? _expressions.ParseFilterChain() : null;
        return new SetBlockStatement(position, target, filter, ParseToEnd("endset"));
    }

    private MacroStatement ParseMacro(int position)
    {
        string name = _tokens.ExpectName();
        return new(position, ParseDefinition(name, ParseParameters(), "endmacro"));
    }

    private CallStatement ParseCall(int position)
    {
        IReadOnlyList<(string, Expression?)> parameters = _tokens.IsOperator("(") ? ParseParameters() : [];
        int callPosition = _tokens.Current.Position;
        return _expressions.ParseExpression() is CallExpression call
            ? new(position, ParseDefinition("caller", parameters, "endcall"), call)
            : throw _tokens.Error("The tag 'call' needs a call of a macro.", callPosition);
    }

    private FilterStatement ParseFilter(int position)
    {
        FilterExpression filter = _expressions.ParseFilterChain();
        return new(position, filter, ParseToEnd("endfilter"));
    }

    private WithStatement ParseWith(int position)
    {
        List<(Target, Expression)> variables = [];
        while (_tokens.Current.Kind != TokenKind.BlockEnd)
        {
            if (variables.Count > 0)
            {
                _tokens.ExpectOperator(",");
            }

            Target target = ParseTargetPart();
            _tokens.ExpectOperator("=");
            variables.Add((target, _expressions.ParseExpression()));
        }

        return new(position, variables, ParseToEnd("endwith"));
    }

    private ScopeStatement ParseBlock(int position)
    {
        string name = _tokens.ExpectName();
        while (_tokens.SkipName("scoped") || _tokens.SkipName("required"))
        {
        }

        var block = new ScopeStatement(position, ParseToEnd("endblock"));
        _tokens.SkipName(name);
        return block;
    }

    private JumpStatement ParseJump(int position, Flow flow) =>
        _loops > 0 ? new(position, flow) : throw _tokens.Error($"The tag '{_openTags[^1].Name}' is not inside a loop.", position);

    private List<(string, Expression?)> ParseParameters()
    {
        List<(string, Expression? Default)> parameters = [];
        _tokens.ExpectOperator("(");
        while (!_tokens.SkipOperator(")"))
        {
            string name = _tokens.ExpectName();
            Expression? fallback = _tokens.SkipOperator("=") ? _expressions.ParseExpression() : null;
            if (fallback is null && parameters.Count > 0 && parameters[^1].Default is not null)
            {
                throw _tokens.Error("A parameter without a default cannot follow a parameter with a default.");
            }

            parameters.Add((name, fallback));
            if (!_tokens.IsOperator(")"))
            {
                _tokens.ExpectOperator(",");
            }
        }

        return parameters;
    }

    private MacroDefinition ParseDefinition(string name, IReadOnlyList<(string, Expression?)> parameters, string end)
    {
        int loops = _loops;
        _loops = 0;
        (Block body, HashSet<string> names) = _expressions.ParseMacro(() => ParseToEnd(end));
        _loops = loops;
        return new(name, parameters, body)
        {
            ReadsCaller = names.Contains("caller"),
            ReadsKwargs = names.Contains("kwargs"),
            ReadsVarargs = names.Contains("varargs"),
        };
    }

    // Parses one variable, or several variables separated by commas.
    private Target ParseTarget()
    {
        int position = _tokens.Current.Position;
        Target first = ParseTargetPart();
        if (!_tokens.IsOperator(","))
        {
            return first;
        }

        List<Target> parts = [first];
        while (_tokens.SkipOperator(",") && (_tokens.IsOperator("(") || (_tokens.Current.Kind == TokenKind.Name && !_tokens.IsName("in"))))
        {
            parts.Add(ParseTargetPart());
        }

        return new(position, null, null, parts);
    }

    private Target ParseTargetPart() => _tokens.Nested(() =>
    {
        int position = _tokens.Current.Position;
        if (_tokens.SkipOperator("("))
        {
            Target inner = ParseTarget();
            _tokens.ExpectOperator(")");
            return inner;
        }

        string name = _tokens.ExpectName();
        if (name is "true" or "True" or "false" or "False" or "none" or "None")
        {
            throw _tokens.Error($"A value cannot be assigned to '{name}'.", position);
        }

        return new Target(position, name, _tokens.SkipOperator(".") ? _tokens.ExpectName() : null, []);
    });
}
