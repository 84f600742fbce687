using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Syntax;

/// <summary><c>{% for %}</c>. Each round has variables of its own.</summary>
internal sealed class ForStatement(int position, Target target, Expression items, Expression? filter, bool isRecursive, Block body, Block? otherwise)
    : Statement(position)
{
    public override Flow Render(Execution run) => Render(run, run.Scope, items.Evaluate(run), depth: 0);

    /// <summary>Renders the loop for other items, as <c>loop(items)</c> does.</summary>
    public string RenderInner(Execution run, Scope scope, object? inner, int depth)
    {
        Block round = new([new InnerLoop(this, scope, inner, depth)]);
        return run.Call(round, scope);
    }

    private Flow Render(Execution run, Scope scope, object? values, int depth)
    {
        run.Position = Position;
        IEnumerable<object?> source = Sequences.Iterate(run, values);
        using var loop = new LoopValue(filter is null ? source : Filtered(run, scope, source), filter is null ? values : null, depth, isRecursive ? (this, scope) : null);
        bool isElse = true;
        while (loop.MoveNext())
        {
            run.Charge(TemplateLimits.StepsPerObject);
            var round = new Scope(scope);
            round.Set("loop", loop);
            target.Assign(run, round, loop.Current);
            Flow flow = run.RenderScoped(body, round);
            if (flow == Flow.Break)
            {
                break;
            }

            // In Jinja only a round that reaches its end keeps the else from being rendered.
            isElse &= flow == Flow.Continue;
        }

        return isElse && otherwise is not null ? run.RenderScoped(otherwise, new Scope(scope)) : Flow.Next;
    }

    private IEnumerable<object?> Filtered(Execution run, Scope scope, IEnumerable<object?> source)
    {
        foreach (object? item in source)
        {
            run.Charge(TemplateLimits.StepsPerObject);
            var test = new Scope(scope);
            target.Assign(run, test, item);
            if (Truth.Of(run.EvaluateIn(test, filter!)))
            {
                yield return item;
            }
        }
    }

    private sealed class InnerLoop(ForStatement loop, Scope scope, object? items, int depth) : Statement(loop.Position)
    {
        public override Flow Render(Execution run) => loop.Render(run, scope, items, depth);
    }
}
