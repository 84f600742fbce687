using Nudging.ChatTemplates.Library;
using Nudging.ChatTemplates.Syntax;
using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates;

/// <summary>A chat template as Hugging Face models bring it: a program in Jinja that writes the prompt of a conversation.</summary>
/// <remarks>
/// <para>Reads Jinja set up as the transformers library sets it up: blocks trimmed and stripped, <c>tojson</c> without HTML
/// escapes, <c>raise_exception</c>, <c>strftime_now</c>, <c>break</c> and <c>continue</c>, and the <c>generation</c> tag.
/// There are no files to include and no way to reach objects of the process.</para>
/// <para>A template may be anybody's: its steps, its output and its depth are limited. Thread safe.</para>
/// </remarks>
public sealed class ChatTemplate
{
    private readonly TemplateSource _source;
    private readonly Block _body;

    private ChatTemplate(TemplateSource source, Block body)
    {
        _source = source;
        _body = body;
    }

    /// <summary>Reads a template.</summary>
    /// <param name="template">The template, in Jinja.</param>
    /// <returns>The template, to be rendered any number of times.</returns>
    /// <exception cref="ChatTemplateException">The text is no template; the message says what is wrong and where.</exception>
    public static ChatTemplate Parse(string template)
    {
        ArgumentNullException.ThrowIfNull(template);
        if (template.Length > TemplateLimits.TemplateLength)
        {
            throw new ChatTemplateException($"A chat template may have {TemplateLimits.TemplateLength} characters; this one has {template.Length}.");
        }

        var source = new TemplateSource(template);
        return new(source, new TemplateParser(source).Parse());
    }

    /// <summary>Writes a prompt.</summary>
    /// <param name="variables">
    /// What the template reads, such as <c>messages</c> and <c>add_generation_prompt</c>: texts, numbers, booleans,
    /// dictionaries with texts as keys, sequences, and JSON of System.Text.Json.
    /// </param>
    /// <param name="clock">What tells the date; <see langword="null"/> for the system's clock.</param>
    /// <returns>The prompt.</returns>
    /// <exception cref="ArgumentException">A variable is of a kind that a template cannot read.</exception>
    /// <exception cref="ChatTemplateException">The template refuses the variables, fails on them, or uses more than it may.</exception>
    public string Render(IReadOnlyDictionary<string, object?> variables, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(variables);
        var given = new Scope(Globals.Scope);
        foreach ((string name, object? value) in variables)
        {
            given.Set(name, InputValues.Convert(value));
        }

        var run = new Execution(new Scope(given), clock ?? TimeProvider.System);
        try
        {
            _body.Render(run);
            return run.Output;
        }
        catch (TemplateFault e)
        {
            throw _source.Error(e.Message, run.Position, e.IsRaisedByTemplate);
        }
    }
}
