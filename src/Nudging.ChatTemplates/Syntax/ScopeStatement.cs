namespace Nudging.ChatTemplates.Syntax;

/// <summary><c>{% generation %}</c> or <c>{% block %}</c>: renders the body in a scope of its own.</summary>
internal sealed class ScopeStatement(int position, Block body) : Statement(position)
{
    public override Flow Render(RenderContext context) => context.RenderScoped(body, new Scope(context.Scope));
}
