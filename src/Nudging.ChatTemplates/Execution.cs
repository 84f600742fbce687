using System.Runtime.CompilerServices;
using System.Text;
using Nudging.ChatTemplates.Syntax;
using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates;

/// <summary>One rendering of a template: its variables, its output, and what it may still use.</summary>
internal sealed class Execution(Scope variables, TimeProvider clock)
{
    private StringBuilder _output = new();
    private long _steps;
    private int _calls;
    private int _depth;

    /// <summary>Gets or sets where in the template the rendering is, for errors.</summary>
    public int Position { get; set; }

    public Scope Scope { get; private set; } = variables;

    public TimeProvider Clock { get; } = clock;

    public string Output => _output.ToString();

    /// <summary>Counts a step, and makes sure that there is room for the steps within it.</summary>
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
            throw new TemplateFault($"The template takes more than {TemplateLimits.Steps} steps.");
        }
    }

    /// <summary>Counts a text before it is made.</summary>
    public void ChargeText(long length)
    {
        if (length > TemplateLimits.TextLength)
        {
            throw new TemplateFault($"The template makes a text of more than {TemplateLimits.TextLength} characters.");
        }

        Charge(1 + (length / TemplateLimits.CharactersPerStep));
    }

    /// <summary>Counts the reading of a value, which takes time where it is a long text.</summary>
    public void ChargeReading(object? value)
    {
        if (value is string { Length: >= TemplateLimits.CharactersSearchedPerStep } or Markup)
        {
            Charge(PythonText.AsText(value)!.Length / TemplateLimits.CharactersSearchedPerStep);
        }
    }

    /// <summary>Counts a search before it is made; at its worst it compares the whole part at every place.</summary>
    public void ChargeSearch(string text, string part) =>
        Charge((text.Length / TemplateLimits.CharactersSearchedPerStep) + ((long)text.Length * part.Length / 1024));

    /// <summary>Counts a text that has been made of texts that were counted.</summary>
    public string Charged(string text)
    {
        ChargeText(text.Length);
        return text;
    }

    public void Write(string text)
    {
        ChargeText(_output.Length + (long)text.Length > TemplateLimits.TextLength ? long.MaxValue : text.Length);
        _output.Append(text);
    }

    /// <summary>Renders a block with variables of its own.</summary>
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

    /// <summary>Renders a block to a text instead of into the prompt.</summary>
    public string Capture(Block body, Scope scope)
    {
        StringBuilder outer = _output;
        _output = new StringBuilder();
        try
        {
            RenderScoped(body, scope);
            return _output.ToString();
        }
        finally
        {
            _output = outer;
        }
    }

    /// <summary>Renders the body of a macro; macros may call each other only so deep.</summary>
    public string Call(Block body, Scope scope)
    {
        if (++_calls > TemplateLimits.CallDepth)
        {
            throw new TemplateFault($"Macros call each other more than {TemplateLimits.CallDepth} deep.");
        }

        int position = Position;
        string text = Capture(body, scope);
        _calls--;
        Position = position;
        return text;
    }

    /// <summary>Evaluates an expression among other variables.</summary>
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

    /// <summary>Enters an expression, if expressions are not evaluated too deep within each other.</summary>
    public void Enter()
    {
        if (++_depth > TemplateLimits.EvaluationDepth)
        {
            throw new TemplateFault($"The template evaluates expressions more than {TemplateLimits.EvaluationDepth} deep.");
        }
    }

    public void Leave() => _depth--;

    /// <summary>Makes sure that one more recursion does not end the process.</summary>
    public static void EnsureStack()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new TemplateFault("The template, or a value in it, is nested too deep.");
        }
    }
}
