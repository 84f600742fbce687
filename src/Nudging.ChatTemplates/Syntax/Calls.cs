using Nudging.ChatTemplates.Library;
using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Syntax;

/// <summary>The arguments of a call, a filter or a test: by place, by name, and those unpacked from values.</summary>
internal sealed class ArgumentList
{
    public List<Expression> Positional { get; } = [];

    public List<(string Name, Expression Value)> Named { get; } = [];

    public Expression? UnpackedPositional { get; set; }

    public Expression? UnpackedNamed { get; set; }

    public Arguments Evaluate(RenderContext context)
    {
        if (Positional.Count == 0 && Named.Count == 0 && UnpackedPositional is null && UnpackedNamed is null)
        {
            return Arguments.None;
        }

        List<object?> positional = new(Positional.Count);
        foreach (Expression argument in Positional)
        {
            positional.Add(argument.Evaluate(context));
        }

        if (UnpackedPositional is not null)
        {
            positional.AddRange(Sequences.Iterate(context, UnpackedPositional.Evaluate(context)));
        }

        Dictionary<string, object?> named = new(StringComparer.Ordinal);
        foreach ((string name, Expression value) in Named)
        {
            named[name] = value.Evaluate(context);
        }

        if (UnpackedNamed is not null)
        {
            if (UnpackedNamed.Evaluate(context) is not DictionaryValue unpacked)
            {
                throw new TemplateRuntimeException("The argument after ** must be a dictionary.");
            }

            foreach ((object? key, object? value) in unpacked.Items)
            {
                named[key as string ?? throw new TemplateRuntimeException("The keys of a dictionary after ** must be texts.")] = value;
            }
        }

        return new(positional, named);
    }
}

/// <summary><c>f(a, b=c)</c>.</summary>
internal sealed class CallExpression(int position, Expression callee, ArgumentList arguments) : Expression(position)
{
    protected override object? Compute(RenderContext context) => Call(context, null);

    /// <summary>Calls, and hands over the body of a call block.</summary>
    public object? Call(RenderContext context, MacroValue? caller)
    {
        object? function = callee.Evaluate(context);
        Arguments given = arguments.Evaluate(context);
        context.Position = Position;
        return Callable.Call(context, function, caller is null ? given : given.With("caller", caller));
    }
}

/// <summary><c>a|name(b)</c>.</summary>
/// <remarks>In a filter block there is no value before the bar, but the rendered body.</remarks>
internal sealed class FilterExpression(int position, Expression? operand, string name, ArgumentList arguments) : Expression(position)
{
    private readonly Filter? _filter = Filters.Find(name);

    protected override object? Compute(RenderContext context) => Apply(context, operand?.Evaluate(context));

    public object? Apply(RenderContext context, object? body)
    {
        object? value = operand is FilterExpression { IsOpen: true } inner ? inner.Apply(context, body) : body;
        Arguments given = arguments.Evaluate(context);
        context.Position = Position;
        context.ChargeReading(value);
        return _filter is null ? throw new TemplateRuntimeException($"There is no filter '{name}'.") : _filter(context, value, given);
    }

    // Whether the chain of filters begins with the body of a block.
    private bool IsOpen => operand is null || operand is FilterExpression { IsOpen: true };
}

/// <summary><c>a is name(b)</c>.</summary>
internal sealed class TestExpression(int position, Expression operand, string name, ArgumentList arguments) : Expression(position)
{
    private readonly Test? _test = Tests.Find(name);

    protected override object? Compute(RenderContext context)
    {
        object? value = operand.Evaluate(context);
        Arguments given = arguments.Evaluate(context);
        context.Position = Position;
        context.ChargeReading(value);
        return _test is null ? throw new TemplateRuntimeException($"There is no test '{name}'.") : _test(context, value, given);
    }
}
