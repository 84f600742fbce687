namespace Nudging.ChatTemplates.Syntax;

/// <summary>A sequence of statements.</summary>
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
