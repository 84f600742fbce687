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
    }

    /// <summary>Gets the text.</summary>
    /// <value>The text, as given.</value>
    public string Text { get; }

    /// <summary>Returns <see cref="Text"/>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Text;
}
