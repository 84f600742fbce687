using Nudging.ChatTemplates.Library;
using Nudging.ChatTemplates.Syntax;
using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates;

/// <summary>A Hugging Face chat template: a Jinja program that writes the prompt of a conversation.</summary>
/// <remarks>
/// <para>Jinja is configured as the transformers library configures it: <c>trim_blocks</c>, <c>lstrip_blocks</c>,
/// <c>tojson</c> without HTML escapes, <c>raise_exception</c>, <c>strftime_now</c>, <c>break</c> and <c>continue</c>, and the
/// <c>generation</c> tag. A template can neither include files nor reach objects of the process.</para>
/// <para>Templates are not trusted: <see cref="TemplateLimits"/> limits steps, output and depth. Thread safe.</para>
/// </remarks>
/// <example>
/// <code>
/// ChatTemplate template = ChatTemplate.Parse("{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}");
/// string prompt = template.Render(new Dictionary&lt;string, object?&gt;
/// {
///     ["messages"] = new[] { new Dictionary&lt;string, object?&gt; { ["role"] = "user", ["content"] = "Hello" } },
/// });
/// </code>
/// </example>
public sealed class ChatTemplate
{
    private readonly TemplateSource _source;
    private readonly Block _body;

    private ChatTemplate(TemplateSource source, Block body)
    {
        _source = source;
        _body = body;
    }

    /// <summary>Parses a template.</summary>
    /// <param name="template">The source of the template.</param>
    /// <returns>The parsed template, which can be rendered any number of times.</returns>
    /// <exception cref="ChatTemplateException">The source is not a valid template or is too long; the message names the error, the line and the column.</exception>
    public static ChatTemplate Parse(string template)
    {
        ArgumentNullException.ThrowIfNull(template);
        if (template.Length > TemplateLimits.TemplateLength)
        {
            throw new ChatTemplateException($"A chat template has at most {TemplateLimits.TemplateLength} characters; this template has {template.Length}.");
        }

        var source = new TemplateSource(template);
        return new(source, new TemplateParser(source).Parse());
    }

    /// <summary>Renders a prompt. <see cref="RenderSegments"/> also gives the origin of each character.</summary>
    /// <param name="variables">
    /// The variables of the template, such as <c>messages</c> and <c>add_generation_prompt</c>: strings, numbers, booleans,
    /// dictionaries with string keys, sequences, and JSON values of System.Text.Json.
    /// </param>
    /// <param name="clock">The clock that <c>strftime_now</c> reads; the system clock if <see langword="null"/>.</param>
    /// <returns>The prompt.</returns>
    /// <exception cref="ArgumentException">A variable has a type that a template cannot read.</exception>
    /// <exception cref="ChatTemplateException">The template calls <c>raise_exception</c>, fails, or exceeds a limit.</exception>
    public string Render(IReadOnlyDictionary<string, object?> variables, TimeProvider? clock = null) => RenderSegments(variables, clock).Text;

    /// <summary>Renders a prompt, and tells the text that the template writes from the text that the variables give.</summary>
    /// <remarks>
    /// Text of the template is the text between the tags, the strings in expressions, what the interpreter writes for numbers and
    /// for <c>true</c>, <c>false</c> and <c>none</c>, and <see cref="TemplateText"/> in the variables. Each other string of the
    /// variables is not, at any depth, nor is text that is made from both where the origin of each character cannot be told, such as
    /// what <c>replace</c> writes in place of text of a variable.
    /// </remarks>
    /// <param name="variables">The variables of the template, as for <see cref="Render"/>, in which <see cref="TemplateText"/> stands for a string of the template.</param>
    /// <param name="clock">The clock that <c>strftime_now</c> reads; the system clock if <see langword="null"/>.</param>
    /// <returns>The prompt and the origin of its characters.</returns>
    /// <exception cref="ArgumentException">A variable has a type that a template cannot read.</exception>
    /// <exception cref="ChatTemplateException">The template calls <c>raise_exception</c>, fails, or exceeds a limit.</exception>
    public RenderedTemplate RenderSegments(IReadOnlyDictionary<string, object?> variables, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(variables);
        var given = new Scope(Globals.Scope);
        foreach ((string name, object? value) in variables)
        {
            given.Set(name, InputValues.Convert(value));
        }

        var context = new RenderContext(new Scope(given), clock ?? TimeProvider.System);
        try
        {
            _body.Render(context);
            return new(context.Output);
        }
        catch (TemplateRuntimeException e)
        {
            throw _source.Error(e.Message, context.Position, e.IsRaisedByTemplate);
        }
    }
}
