namespace Nudging.Prompting;

/// <summary>Texts as templates of models that see pictures read them: as a list of parts, each of a type.</summary>
internal static class ContentParts
{
    /// <summary>Puts the text of each message into a part.</summary>
    /// <param name="messages">The messages of a template.</param>
    /// <returns>The messages; those without text are as they were.</returns>
    public static List<object?> Of(IEnumerable<object?> messages) => [.. messages.Select(message => message is Dictionary<string, object?> text ? Of(text) : message)];

    private static Dictionary<string, object?> Of(Dictionary<string, object?> message)
    {
        var result = new Dictionary<string, object?>(message);
        if (message["content"] is string text)
        {
            result["content"] = new object[] { new Dictionary<string, object?> { ["type"] = "text", ["text"] = text } };
        }

        return result;
    }
}
