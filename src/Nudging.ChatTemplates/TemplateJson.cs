using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates;

/// <summary>Writes JSON as the <c>tojson</c> filter of chat templates does: the format of Python's <c>json.dumps</c>.</summary>
/// <remarks>Thread safe.</remarks>
/// <example>
/// <code>
/// string json = TemplateJson.Serialize(new Dictionary&lt;string, object?&gt; { ["city"] = "Zürich" }); // {"city": "Zürich"}
/// </code>
/// </example>
public static class TemplateJson
{
    /// <summary>Writes a value as JSON, with a space after each comma and colon and without ASCII escapes.</summary>
    /// <param name="value">A value of the types that <see cref="ChatTemplate.Render"/> accepts.</param>
    /// <returns>The JSON text.</returns>
    /// <exception cref="ArgumentException">The value has a type that a template cannot read, or exceeds a limit.</exception>
    public static string Serialize(object? value)
    {
        var context = new RenderContext(new Scope(null), TimeProvider.System);
        try
        {
            return new JsonText(context, indent: null, ", ", ": ", isAscii: false, sortsKeys: false).Write(InputValues.Convert(value)).Text;
        }
        catch (TemplateRuntimeException e)
        {
            throw new ArgumentException(e.Message, nameof(value), e);
        }
    }
}
