using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates;

/// <summary>A rendered prompt, and the origin of each character: the template or its variables.</summary>
/// <remarks>Immutable; thread safe.</remarks>
public sealed class RenderedTemplate
{
    internal RenderedTemplate(TextValue text)
    {
        Text = text.Text;
        Segments = text.Segments();
    }

    /// <summary>Gets the prompt.</summary>
    /// <value>The text that <see cref="ChatTemplate.Render"/> returns.</value>
    public string Text { get; }

    /// <summary>Gets the segments of the prompt, in order. Together the segments cover the prompt; neighbours differ in origin.</summary>
    /// <value>Empty if <see cref="Text"/> is empty.</value>
    public IReadOnlyList<RenderedSegment> Segments { get; }

    /// <summary>Returns <see cref="Text"/>.</summary>
    /// <returns>The prompt.</returns>
    public override string ToString() => Text;
}
