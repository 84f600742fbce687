namespace Nudging.ChatTemplates.Syntax;

/// <summary><c>{% break %}</c> or <c>{% continue %}</c>.</summary>
internal sealed class JumpStatement(int position, Flow flow) : Statement(position)
{
    public override Flow Render(RenderContext context) => flow;
}
