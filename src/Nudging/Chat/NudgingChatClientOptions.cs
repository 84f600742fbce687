using Nudging.Decoding;

namespace Nudging.Chat;

/// <summary>The options of a <see cref="NudgingChatClient"/>.</summary>
/// <remarks>The client reads the options once, when it is created. Not thread safe while it is being changed.</remarks>
/// <example>
/// <code>
/// NudgingChatClientOptions options = new()
/// {
///     Generation = { Threshold = 0.4f, MaxOutputTokens = 256 },
///     Prompts = { BasePrompt = BasePromptStyle.AlignedTemplate },
/// };
/// using IChatClient client = new NudgingChatClient(pair, options);
/// </code>
/// </example>
public sealed class NudgingChatClientOptions
{
    /// <summary>Gets the options of the procedure. A request may set other values for its own answer.</summary>
    /// <value>The default has the defaults of <see cref="NudgingOptions"/>.</value>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public NudgingOptions Generation
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Generation));
    } = new();

    /// <summary>Gets the options of the two models' prompts.</summary>
    /// <value>The default has the defaults of <see cref="NudgingPromptOptions"/>.</value>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public NudgingPromptOptions Prompts
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Prompts));
    } = new();
}
