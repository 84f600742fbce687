using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace Nudging.Prompting;

/// <summary>Writes a conversation in ChatML: <c>&lt;|im_start|&gt;role</c>, the text, <c>&lt;|im_end|&gt;</c>, and an open assistant turn.</summary>
/// <remarks>
/// Texts are inserted as they are, as the published template does: a user who may write <c>&lt;|im_end|&gt;</c> can end
/// a turn. Remove such markers from text you do not trust. Thread safe.
/// </remarks>
public sealed partial class ChatMLPromptFormatter : IChatPromptFormatter
{
    private const string PublishedTemplate =
        "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}" +
        "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

    private static readonly string CanonicalTemplate = Canonicalize(PublishedTemplate);

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">A message holds something other than text, or has another role than system, user and assistant.</exception>
    public string Format(IEnumerable<ChatMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);

        var prompt = new StringBuilder();
        foreach (ChatMessage message in messages)
        {
            prompt.Append("<|im_start|>").Append(message.Role.Value).Append('\n')
                .Append(ChatMessageText.Of(message)).Append("<|im_end|>\n");
        }

        return prompt.Append("<|im_start|>assistant\n").ToString();
    }

    /// <summary>Tells whether a published chat template writes what this formatter writes.</summary>
    /// <param name="chatTemplate">The template, in Jinja.</param>
    /// <returns><see langword="true"/> where it is the ChatML template, however it is spaced and quoted.</returns>
    internal static bool Implements(string chatTemplate) => Canonicalize(chatTemplate) == CanonicalTemplate;

    // Undoes what differs between copies of one template and does not change its output: spaces inside tags, kinds of
    // quotes, escaped or real line breaks, joined literals, and white space around tags that Jinja drops.
    private static string Canonicalize(string template)
    {
        template = TrimmedBefore().Replace(template.ReplaceLineEndings("\n"), "{$1");
        template = TrimmedAfter().Replace(template, "$1}");
        template = BlockIndent().Replace(template, "{%");
        template = template.Replace("%}\n", "%}", StringComparison.Ordinal);
        template = Tag().Replace(template, tag => CanonicalizeTag(tag.Value));
        return template
            .Replace("'+'", "", StringComparison.Ordinal)
            .Replace("message.role", "message['role']", StringComparison.Ordinal)
            .Replace("message.content", "message['content']", StringComparison.Ordinal);
    }

    private static string CanonicalizeTag(string tag)
    {
        var canonical = new StringBuilder(tag.Length);
        char quote = '\0';
        foreach (char c in tag)
        {
            if (quote == '\0' && char.IsWhiteSpace(c))
            {
                continue;
            }

            if (c == quote || (quote == '\0' && c is '\'' or '"'))
            {
                quote = quote == '\0' ? c : '\0';
                canonical.Append('\'');
            }
            else
            {
                canonical.Append(c == '\n' ? "\\n" : c);
            }
        }

        return canonical.ToString();
    }

    [GeneratedRegex(@"\s*\{([{%])-")]
    private static partial Regex TrimmedBefore();

    [GeneratedRegex(@"-([}%])\}\s*")]
    private static partial Regex TrimmedAfter();

    [GeneratedRegex(@"^[ \t]+\{%", RegexOptions.Multiline)]
    private static partial Regex BlockIndent();

    [GeneratedRegex(@"\{[{%].*?[}%]\}", RegexOptions.Singleline)]
    private static partial Regex Tag();
}
