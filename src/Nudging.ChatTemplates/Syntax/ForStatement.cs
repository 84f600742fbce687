using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Syntax;

/// <summary><c>{% for %}</c>. Each iteration has a scope of its own.</summary>
internal sealed class ForStatement(int position, Target target, Expression items, Expression? filter, bool isRecursive, Block body, Block? otherwise)
    : Statement(position)
{
    public override Flow Render(RenderContext context) => Render(context, context.Scope, items.Evaluate(context), depth: 0);

    /// <summary>Renders the loop over other items, for <c>loop(items)</c>.</summary>
    public TextValue RenderInner(RenderContext context, Scope scope, object? inner, int depth)
    {
        Block loop = new([new InnerLoop(this, scope, inner, depth)]);
        return context.Call(loop, scope);
    }

    private Flow Render(RenderContext context, Scope scope, object? values, int depth)
    {
        context.Position = Position;
        IEnumerable<object?> source = Sequences.Iterate(context, values);
        using var loop = new LoopValue(filter is null ? source : Filtered(context, scope, source), filter is null ? values : null, depth, isRecursive ? (this, scope) : null);
        bool isElse = true;
        while (loop.MoveNext())
        {
            context.Charge(TemplateLimits.StepsPerObject);
            var iteration = new Scope(scope);
            iteration.Set("loop", loop);
            target.Assign(context, iteration, loop.Current);
            Flow flow = context.RenderScoped(body, iteration);
            if (flow == Flow.Break)
            {
                break;
            }

            // As in Jinja, the else branch renders unless an iteration reaches its end.
            isElse &= flow == Flow.Continue;
        }

        return isElse && otherwise is not null ? context.RenderScoped(otherwise, new Scope(scope)) : Flow.Next;
    }

    private IEnumerable<object?> Filtered(RenderContext context, Scope scope, IEnumerable<object?> source)
    {
        foreach (object? item in source)
        {
            context.Charge(TemplateLimits.StepsPerObject);
            var test = new Scope(scope);
            target.Assign(context, test, item);
            if (Truthiness.Of(context.EvaluateIn(test, filter!)))
            {
                yield return item;
            }
        }
    }

    private sealed class InnerLoop(ForStatement loop, Scope scope, object? items, int depth) : Statement(loop.Position)
    {
        public override Flow Render(RenderContext context) => loop.Render(context, scope, items, depth);
    }
}
