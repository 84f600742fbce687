using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Syntax;

/// <summary>How a statement ends.</summary>
internal enum Flow
{
    /// <summary>The next statement follows.</summary>
    Next,

    /// <summary>The loop ends.</summary>
    Break,

    /// <summary>The next round of the loop follows.</summary>
    Continue,
}

/// <summary>A part of a template that writes or does something.</summary>
internal abstract class Statement(int position)
{
    public int Position { get; } = position;

    public abstract Flow Render(RenderContext context);
}

/// <summary>Statements in a row.</summary>
internal sealed class Block(IReadOnlyList<Statement> statements)
{
    public Flow Render(RenderContext context)
    {
        foreach (Statement statement in statements)
        {
            context.Position = statement.Position;
            context.Step();
            Flow flow = statement.Render(context);
            if (flow != Flow.Next)
            {
                return flow;
            }
        }

        return Flow.Next;
    }
}

/// <summary>Text outside tags.</summary>
internal sealed class DataStatement(int position, string text) : Statement(position)
{
    public override Flow Render(RenderContext context)
    {
        context.Write(text);
        return Flow.Next;
    }
}

/// <summary><c>{{ a }}</c>.</summary>
internal sealed class PrintStatement(int position, Expression expression) : Statement(position)
{
    public override Flow Render(RenderContext context)
    {
        object? value = expression.Evaluate(context);
        context.Write(value as string ?? PythonText.Str(context, value));
        return Flow.Next;
    }
}

/// <summary><c>{% if %}</c>.</summary>
internal sealed class IfStatement(int position, IReadOnlyList<(Expression Test, Block Body)> branches, Block? otherwise) : Statement(position)
{
    public override Flow Render(RenderContext context)
    {
        foreach ((Expression test, Block body) in branches)
        {
            if (Truthiness.Of(test.Evaluate(context)))
            {
                return body.Render(context);
            }
        }

        return otherwise?.Render(context) ?? Flow.Next;
    }
}

/// <summary><c>{% break %}</c> or <c>{% continue %}</c>.</summary>
internal sealed class JumpStatement(int position, Flow flow) : Statement(position)
{
    public override Flow Render(RenderContext context) => flow;
}
