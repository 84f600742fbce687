using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates;

/// <summary>A string in the variables of a template that counts as text of the template, such as the value of <c>bos_token</c>.</summary>
/// <remarks>
/// <para>Can stand at each place of the variables where a string can: <c>bos_token</c> and <c>eos_token</c>, or the <c>role</c> of a
/// message where the application chose the role. A plain string is text of unknown origin.</para>
/// <para>Immutable; thread safe.</para>
/// </remarks>
/// <example>
/// <code>
/// RenderedTemplate prompt = template.RenderSegments(new Dictionary&lt;string, object?&gt;
/// {
///     ["bos_token"] = new TemplateText("&lt;s&gt;"),
///     ["messages"] = new[] { new Dictionary&lt;string, object?&gt; { ["role"] = new TemplateText("user"), ["content"] = "Hello" } },
/// });
/// </code>
/// </example>
public sealed class TemplateText
{
    /// <summary>Initializes a new instance of the <see cref="TemplateText"/> class.</summary>
    /// <param name="text">The text.</param>
    public TemplateText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Text = text;
        Value = TextValue.Template(text);
    }

    /// <summary>Initializes a new instance of the <see cref="TemplateText"/> class of which only some ranges count as text of the template.</summary>
    /// <param name="text">The text.</param>
    /// <param name="segments">The ranges in their order; together the ranges cover the text.</param>
    /// <exception cref="ArgumentException">The ranges do not cover the text.</exception>
    public TemplateText(string text, IReadOnlyList<RenderedSegment> segments)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(segments);
        Text = text;
        var builder = new TextBuilder();
        foreach (RenderedSegment segment in segments)
        {
            if (segment.Start != builder.Length || segment.Length < 1 || segment.Length > text.Length - segment.Start)
            {
                throw new ArgumentException(Uncovered(text), nameof(segments));
            }

            builder.Append(text.AsSpan(segment.Start, segment.Length), segment.IsTemplateText);
        }

        Value = builder.Length == text.Length ? builder.ToValue() : throw new ArgumentException(Uncovered(text), nameof(segments));
    }

    /// <summary>Gets the text.</summary>
    /// <value>The text, as given.</value>
    public string Text { get; }

    /// <summary>Gets the text with the origin of each character.</summary>
    internal TextValue Value { get; }

    /// <summary>Returns <see cref="Text"/>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Text;

    private static string Uncovered(string text) =>
        $"The segments do not cover the text of {text.Length} characters; the segments must follow each other from 0 to the end of the text.";
}
