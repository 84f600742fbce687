namespace WebApi;

/// <summary>A message of a chat.</summary>
/// <param name="Role"><c>system</c>, <c>user</c> or <c>assistant</c>.</param>
/// <param name="Content">The text.</param>
internal sealed record ChatRequestMessage(string? Role, string? Content);
