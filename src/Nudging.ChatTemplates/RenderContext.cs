using System.Runtime.CompilerServices;
using Nudging.ChatTemplates.Syntax;
using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates;

/// <summary>The state of one rendering: variables, output, position, and the resources used so far.</summary>
internal sealed class RenderContext(Scope variables, TimeProvider clock)
{
    private TextBuilder _output = new();
    private long _steps;
    private int _calls;
    private int _depth;

    /// <summary>Gets or sets the position in the template of the node being rendered; errors report it.</summary>
    public int Position { get; set; }

    public Scope Scope { get; private set; } = variables;

    public TimeProvider Clock { get; } = clock;

    public TextValue Output => _output.ToValue();

    /// <summary>Charges one step and checks that the stack has room for nested calls.</summary>
    public void Step()
    {
        Charge(1);
        EnsureStack();
    }

    public void Charge(long steps)
    {
        _steps += steps;
        if (_steps > TemplateLimits.Steps)
        {
            throw new TemplateRuntimeException($"The template takes more than {TemplateLimits.Steps} steps.");
        }
    }

    /// <summary>Charges for a text before it is created.</summary>
    public void ChargeText(long length)
    {
        if (length > TemplateLimits.TextLength)
        {
            throw new TemplateRuntimeException($"The template creates a text of more than {TemplateLimits.TextLength} characters.");
        }

        Charge(1 + (length / TemplateLimits.CharactersPerStep));
    }

    /// <summary>Charges for reading a value; only a long text costs steps.</summary>
    public void ChargeReading(object? value)
    {
        if (value is TextValue { Length: >= TemplateLimits.CharactersSearchedPerStep } text)
        {
            Charge(text.Length / TemplateLimits.CharactersSearchedPerStep);
        }
    }

    /// <summary>Charges for a search before it starts; the worst case compares the whole part at every position.</summary>
    public void ChargeSearch(string text, string part) =>
        Charge((text.Length / TemplateLimits.CharactersSearchedPerStep) + ((long)text.Length * part.Length / 1024));

    /// <summary>Charges for a text that was created from charged texts, and returns the text.</summary>
    public TextValue Charged(TextValue text)
    {
        ChargeText(text.Length);
        return text;
    }

    public void Write(TextValue text)
    {
        ChargeText(_output.Length + (long)text.Length > TemplateLimits.TextLength ? long.MaxValue : text.Length);
        _output.Append(text);
    }

    /// <summary>Renders a block in a scope of its own.</summary>
    public Flow RenderScoped(Block body, Scope scope)
    {
        Scope outer = Scope;
        Scope = scope;
        try
        {
            return body.Render(this);
        }
        finally
        {
            Scope = outer;
        }
    }

    /// <summary>Renders a block into a text instead of into the prompt.</summary>
    public TextValue Capture(Block body, Scope scope)
    {
        TextBuilder outer = _output;
        _output = new TextBuilder();
        try
        {
            RenderScoped(body, scope);
            return _output.ToValue();
        }
        finally
        {
            _output = outer;
        }
    }

    /// <summary>Renders the body of a macro; the depth of macro calls is limited.</summary>
    public TextValue Call(Block body, Scope scope)
    {
        if (++_calls > TemplateLimits.CallDepth)
        {
            throw new TemplateRuntimeException($"Macro calls are nested more than {TemplateLimits.CallDepth} deep.");
        }

        int position = Position;
        TextValue text = Capture(body, scope);
        _calls--;
        Position = position;
        return text;
    }

    /// <summary>Evaluates an expression in another scope.</summary>
    public object? EvaluateIn(Scope scope, Expression expression)
    {
        Scope outer = Scope;
        Scope = scope;
        try
        {
            return expression.Evaluate(this);
        }
        finally
        {
            Scope = outer;
        }
    }

    /// <summary>Enters an expression; the depth of nested evaluation is limited.</summary>
    public void Enter()
    {
        if (++_depth > TemplateLimits.EvaluationDepth)
        {
            throw new TemplateRuntimeException($"The template evaluates expressions more than {TemplateLimits.EvaluationDepth} deep.");
        }
    }

    public void Leave() => _depth--;

    /// <summary>Throws if the stack has no room for another recursion.</summary>
    public static void EnsureStack()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new TemplateRuntimeException("The template, or a value in it, is nested too deeply.");
        }
    }
}
