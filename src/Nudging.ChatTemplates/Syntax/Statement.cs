namespace Nudging.ChatTemplates.Syntax;

/// <summary>A node of the syntax tree that writes output or sets variables.</summary>
internal abstract class Statement(int position)
{
    public int Position { get; } = position;

    public abstract Flow Render(RenderContext context);
}
