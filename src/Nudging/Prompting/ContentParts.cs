using Nudging.ChatTemplates;

namespace Nudging.Prompting;

/// <summary>Converts text to the form that templates of multimodal models read: a list of parts, each with a type.</summary>
internal static class ContentParts
{
    /// <summary>Converts the text of each message to a list with one part.</summary>
    /// <param name="messages">The messages for a template.</param>
    /// <returns>The messages; messages without text are not changed.</returns>
    public static List<object?> Of(IEnumerable<object?> messages) => [.. messages.Select(message => message is Dictionary<string, object?> text ? Of(text) : message)];

    private static Dictionary<string, object?> Of(Dictionary<string, object?> message)
    {
        var result = new Dictionary<string, object?>(message);
        if (message["content"] is string or TemplateText)
        {
            result["content"] = new object[] { new Dictionary<string, object?> { ["type"] = "text", ["text"] = message["content"] } };
        }

        return result;
    }
}
