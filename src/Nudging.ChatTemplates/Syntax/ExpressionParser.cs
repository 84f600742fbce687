using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Syntax;

/// <summary>Parses expressions with Jinja's operator precedence.</summary>
internal sealed class ExpressionParser(TokenReader tokens)
{
    private static readonly string[] Keywords = ["and", "or", "not", "if", "else", "in", "is", "recursive"];

    // For each enclosing macro, innermost last: which of caller, varargs and kwargs its body reads.
    private readonly List<HashSet<string>> _macros = [];

    public Expression ParseExpression() => tokens.Nested(ParseConditional);

    /// <summary>Parses an expression, or several expressions that form a tuple.</summary>
    /// <param name="isTest">Whether an inline <c>if</c> ends the expression.</param>
    public Expression ParseTuple(bool isTest = false)
    {
        int position = tokens.Current.Position;
        Expression first = ParseItem();
        if (!tokens.IsOperator(","))
        {
            return first;
        }

        List<Expression> items = [first];
        while (tokens.SkipOperator(",") && !IsTupleEnd())
        {
            items.Add(ParseItem());
        }

        return new TupleExpression(position, items);

        Expression ParseItem() => isTest ? tokens.Nested(ParseOr) : ParseExpression();
    }

    public ArgumentList ParseArguments()
    {
        tokens.ExpectOperator("(");
        var arguments = new ArgumentList();
        while (!tokens.SkipOperator(")"))
        {
            ParseArgument(arguments);
            if (!tokens.IsOperator(")"))
            {
                tokens.ExpectOperator(",");
            }
        }

        return arguments;
    }

    public FilterExpression ParseFilter(Expression? operand)
    {
        int position = tokens.Current.Position;
        string name = ParseDottedName();
        return new(position, operand, name, tokens.IsOperator("(") ? ParseArguments() : new());
    }

    /// <summary>Parses a chain of filters that applies to the body of a block.</summary>
    public FilterExpression ParseFilterChain()
    {
        FilterExpression filter = ParseFilter(null);
        while (tokens.SkipOperator("|"))
        {
            filter = ParseFilter(filter);
        }

        return filter;
    }

    /// <summary>Parses the body of a macro, and collects which of <c>caller</c>, <c>varargs</c> and <c>kwargs</c> the body reads.</summary>
    public (T Body, HashSet<string> Names) ParseMacro<T>(Func<T> parse)
    {
        _macros.Add([]);
        T body = parse();
        HashSet<string> names = _macros[^1];
        _macros.RemoveAt(_macros.Count - 1);
        return (body, names);
    }

    private void ParseArgument(ArgumentList arguments)
    {
        if (tokens.SkipOperator("**"))
        {
            arguments.UnpackedNamed = arguments.UnpackedNamed is null ? ParseExpression() : throw tokens.Error("A call can have only one ** argument.");
        }
        else if (tokens.SkipOperator("*"))
        {
            arguments.UnpackedPositional = arguments.UnpackedPositional is null ? ParseExpression() : throw tokens.Error("A call can have only one * argument.");
        }
        else if (tokens.Current.Kind == TokenKind.Name && tokens.Following.Is(TokenKind.Operator, "="))
        {
            string name = tokens.ExpectName();
            tokens.Next();
            arguments.Named.Add((name, ParseExpression()));
        }
        else if (arguments.Named.Count > 0 || arguments.UnpackedPositional is not null || arguments.UnpackedNamed is not null)
        {
            throw tokens.Error("A positional argument cannot follow a named or unpacked argument.");
        }
        else
        {
            arguments.Positional.Add(ParseExpression());
        }
    }

    private Expression ParseConditional()
    {
        Expression expression = ParseOr();
        while (tokens.IsName("if"))
        {
            int position = tokens.Next().Position;
            Expression test = ParseOr();
            Expression? otherwise = tokens.SkipName("else") ? ParseExpression() : null;
            expression = new ConditionalExpression(position, test, expression, otherwise);
        }

        return expression;
    }

    private Expression ParseOr()
    {
        Expression left = ParseAnd();
        while (tokens.IsName("or"))
        {
            left = new LogicalExpression(tokens.Next().Position, isAnd: false, left, ParseAnd());
        }

        return left;
    }

    private Expression ParseAnd()
    {
        Expression left = ParseNot();
        while (tokens.IsName("and"))
        {
            left = new LogicalExpression(tokens.Next().Position, isAnd: true, left, ParseNot());
        }

        return left;
    }

    private Expression ParseNot() => tokens.IsName("not")
        ? new NotExpression(tokens.Next().Position, tokens.Nested(ParseNot))
        : ParseComparison();

    private Expression ParseComparison()
    {
        Expression first = ParseSum();
        List<(string Sign, Expression Operand)> rest = [];
        int position = tokens.Current.Position;
        while (ReadComparison() is { } sign)
        {
            rest.Add((sign, ParseSum()));
        }

        return rest.Count == 0 ? first : new ComparisonExpression(position, first, rest);
    }

    private string? ReadComparison()
    {
        if (tokens.Current.Kind == TokenKind.Operator)
        {
            return (string)tokens.Current.Value! is "==" or "!=" or "<" or ">" or "<=" or ">=" ? (string)tokens.Next().Value! : null;
        }

        if (tokens.SkipName("in"))
        {
            return "in";
        }

        if (tokens.IsName("not") && tokens.Following.Is(TokenKind.Name, "in"))
        {
            tokens.Next();
            tokens.Next();
            return "not in";
        }

        return null;
    }

    private Expression ParseSum() => ParseOperators(ParseConcatenation, "+", "-");

    private Expression ParseConcatenation()
    {
        Expression first = ParseProduct();
        if (!tokens.IsOperator("~"))
        {
            return first;
        }

        int position = tokens.Current.Position;
        List<Expression> operands = [first];
        while (tokens.SkipOperator("~"))
        {
            operands.Add(ParseProduct());
        }

        return new ConcatenationExpression(position, operands);
    }

    private Expression ParseProduct() => ParseOperators(ParsePower, "*", "/", "//", "%");

    private Expression ParsePower() => ParseOperators(ParseUnary, "**");

    private Expression ParseOperators(Func<Expression> parseOperand, params ReadOnlySpan<string> signs)
    {
        Expression left = parseOperand();
        while (tokens.Current.Kind == TokenKind.Operator && signs.Contains((string)tokens.Current.Value!))
        {
            Token sign = tokens.Next();
            left = new ArithmeticExpression(sign.Position, (string)sign.Value!, left, parseOperand());
        }

        return left;
    }

    private Expression ParseUnary() => ParseFilters(ParseSigned());

    private Expression ParseSigned()
    {
        if (tokens.IsOperator("-") || tokens.IsOperator("+"))
        {
            Token sign = tokens.Next();
            return new SignExpression(sign.Position, sign.Is(TokenKind.Operator, "-"), tokens.Nested(ParseSigned));
        }

        return ParsePostfix(ParsePrimary());
    }

    private Expression ParsePostfix(Expression expression)
    {
        while (tokens.Current.Kind == TokenKind.Operator)
        {
            int position = tokens.Current.Position;
            if (tokens.SkipOperator("."))
            {
                expression = ParseMember(expression);
            }
            else if (tokens.SkipOperator("["))
            {
                expression = ParseSubscript(expression, position);
            }
            else if (tokens.IsOperator("("))
            {
                expression = new CallExpression(position, expression, ParseArguments());
            }
            else
            {
                break;
            }
        }

        return expression;
    }

    private Expression ParseFilters(Expression expression)
    {
        while (true)
        {
            int position = tokens.Current.Position;
            if (tokens.SkipOperator("|"))
            {
                expression = ParseFilter(expression);
            }
            else if (tokens.SkipName("is"))
            {
                expression = ParseTest(expression, position);
            }
            else if (tokens.IsOperator("("))
            {
                expression = new CallExpression(position, expression, ParseArguments());
            }
            else
            {
                return expression;
            }
        }
    }

    private Expression ParseTest(Expression operand, int position)
    {
        bool isNegated = tokens.SkipName("not");
        string name = ParseDottedName();
        ArgumentList arguments = new();
        if (tokens.IsOperator("("))
        {
            arguments = ParseArguments();
        }
        else if (tokens.IsName("is"))
        {
            throw tokens.Error("A test cannot follow a test; put the first test in parentheses.");
        }
        else if (BeginsTestArgument())
        {
            arguments.Positional.Add(ParsePostfix(ParsePrimary()));
        }

        var test = new TestExpression(position, operand, name, arguments);
        return isNegated ? new NotExpression(position, test) : test;
    }

    private bool BeginsTestArgument() => tokens.Current.Kind switch
    {
        TokenKind.Name => !Keywords.Contains((string)tokens.Current.Value!),
        TokenKind.String or TokenKind.Number => true,
        TokenKind.Operator => tokens.IsOperator("[") || tokens.IsOperator("{"),
        _ => false,
    };

    private string ParseDottedName()
    {
        string name = tokens.ExpectName();
        while (tokens.SkipOperator("."))
        {
            name += "." + tokens.ExpectName();
        }

        return name;
    }

    private Expression ParseMember(Expression target)
    {
        Token name = tokens.Current;
        return name.Kind switch
        {
            TokenKind.Name => new AttributeExpression(name.Position, target, (string)tokens.Next().Value!),
            TokenKind.Number => new ItemExpression(name.Position, target, new ConstantExpression(name.Position, tokens.Next().Value)),
            _ => throw tokens.Expected("a name"),
        };
    }

    private Expression ParseSubscript(Expression target, int position)
    {
        Expression? start = tokens.IsOperator(":") ? null : ParseTuple();
        if (!tokens.SkipOperator(":"))
        {
            tokens.ExpectOperator("]");
            return new ItemExpression(position, target, start ?? throw tokens.Expected("an index"));
        }

        Expression? stop = tokens.IsOperator(":") || tokens.IsOperator("]") ? null : ParseExpression();
        Expression? step = tokens.SkipOperator(":") && !tokens.IsOperator("]") ? ParseExpression() : null;
        tokens.ExpectOperator("]");
        return new SliceExpression(position, target, start, stop, step);
    }

    private Expression ParsePrimary()
    {
        Token token = tokens.Current;
        switch (token.Kind)
        {
            case TokenKind.Name:
                return ParseName();
            case TokenKind.String:
                return ParseString();
            case TokenKind.Number:
                return new ConstantExpression(token.Position, tokens.Next().Value);
            case TokenKind.Operator when tokens.SkipOperator("("):
                return ParseParenthesized(token.Position);
            case TokenKind.Operator when tokens.SkipOperator("["):
                return new ListExpression(token.Position, ParseItems());
            case TokenKind.Operator when tokens.SkipOperator("{"):
                return ParseDictionary(token.Position);
            default:
                throw tokens.Expected("an expression");
        }
    }

    private Expression ParseName()
    {
        Token token = tokens.Next();
        string name = (string)token.Value!;
        switch (name)
        {
            case "true" or "True":
                return new ConstantExpression(token.Position, true);
            case "false" or "False":
                return new ConstantExpression(token.Position, false);
            case "none" or "None":
                return new ConstantExpression(token.Position, null);
            case "caller" or "varargs" or "kwargs":
                _macros.ForEach(names => names.Add(name));
                break;
        }

        return new NameExpression(token.Position, name);
    }

    private ConstantExpression ParseString()
    {
        Token token = tokens.Next();
        string text = (string)token.Value!;
        while (tokens.Current.Kind == TokenKind.String)
        {
            text += (string)tokens.Next().Value!;
        }

        return new ConstantExpression(token.Position, TextValue.Template(text));
    }

    private Expression ParseParenthesized(int position)
    {
        if (tokens.SkipOperator(")"))
        {
            return new TupleExpression(position, []);
        }

        Expression expression = ParseTuple();
        tokens.ExpectOperator(")");
        return expression;
    }

    private List<Expression> ParseItems()
    {
        List<Expression> items = [];
        while (!tokens.SkipOperator("]"))
        {
            items.Add(ParseExpression());
            if (!tokens.IsOperator("]"))
            {
                tokens.ExpectOperator(",");
            }
        }

        return items;
    }

    private DictionaryExpression ParseDictionary(int position)
    {
        List<Expression> keys = [];
        List<Expression> values = [];
        while (!tokens.SkipOperator("}"))
        {
            keys.Add(ParseExpression());
            tokens.ExpectOperator(":");
            values.Add(ParseExpression());
            if (!tokens.IsOperator("}"))
            {
                tokens.ExpectOperator(",");
            }
        }

        return new(position, keys, values);
    }

    private bool IsTupleEnd() =>
        tokens.Current.Kind is TokenKind.PrintEnd or TokenKind.BlockEnd || tokens.IsOperator(")") || tokens.IsOperator("]") || tokens.IsName("recursive");
}
