using Microsoft.Extensions.AI;

namespace WebApi;

/// <summary>A request: a prompt, or the messages of a chat.</summary>
internal sealed record ChatRequest(string? Prompt, IReadOnlyList<ChatRequestMessage?>? Messages, int? MaxTokens)
{
    /// <exception cref="BadHttpRequestException">The request does not have exactly one of prompt and messages, or the prompt or a message is not valid.</exception>
    public IReadOnlyList<ChatMessage> ToMessages() => (Prompt, Messages) switch
    {
        ({ } prompt, null) => [new(ChatRole.User, NotBlank(prompt, "prompt"))],
        (null, { Count: > 0 } messages) => [.. messages.Select((message, i) => ToMessage(message, $"messages[{i}]"))],
        _ => throw new BadHttpRequestException("The request must have either a prompt or a list of messages."),
    };

    /// <exception cref="BadHttpRequestException">MaxTokens is less than 1.</exception>
    public ChatOptions ToOptions() => MaxTokens is null or > 0
        ? new() { MaxOutputTokens = MaxTokens }
        : throw new BadHttpRequestException($"maxTokens is {MaxTokens}; it must be at least 1.");

    private static ChatMessage ToMessage(ChatRequestMessage? message, string name) => new(
        message?.Role switch
        {
            "system" => ChatRole.System,
            "user" => ChatRole.User,
            "assistant" => ChatRole.Assistant,
            var role => throw new BadHttpRequestException($"{name}.role is {(role is null ? "missing" : $"'{role}'")}; it must be system, user or assistant."),
        },
        NotBlank(message.Content, $"{name}.content"));

    private static string NotBlank(string? text, string name) =>
        string.IsNullOrWhiteSpace(text) ? throw new BadHttpRequestException($"{name} is blank; it must be text.") : text;
}
