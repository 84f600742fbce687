using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Syntax;

/// <summary>Text outside tags.</summary>
internal sealed class DataStatement(int position, string text) : Statement(position)
{
    private readonly TextValue _text = TextValue.Template(text);

    public override Flow Render(RenderContext context)
    {
        context.Write(_text);
        return Flow.Next;
    }
}
