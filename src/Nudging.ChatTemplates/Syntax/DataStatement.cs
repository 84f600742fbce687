namespace Nudging.ChatTemplates.Syntax;

/// <summary>Text outside tags.</summary>
internal sealed class DataStatement(int position, string text) : Statement(position)
{
    public override Flow Render(RenderContext context)
    {
        context.Write(text, isTemplate: true);
        return Flow.Next;
    }
}
