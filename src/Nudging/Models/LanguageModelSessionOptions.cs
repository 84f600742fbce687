namespace Nudging.Models;

/// <summary>The settings of one session of a language model.</summary>
public sealed record LanguageModelSessionOptions
{
    private readonly SamplingOptions? _sampling;

    /// <summary>Gets the options of sampling.</summary>
    /// <value>The default is <see langword="null"/>: always the most probable token. A copy is kept.</value>
    public SamplingOptions? Sampling
    {
        get => _sampling;
        init => _sampling = value?.Clone();
    }

    /// <summary>Gets the special tokens whose text appears in the output, such as the markers of tool calls.</summary>
    /// <value>
    /// The texts of the tokens. The default is none: special tokens have no text. A text that is not a special token of the
    /// model has no effect. A copy is kept.
    /// </value>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">An entry is <see langword="null"/> or empty.</exception>
    public IReadOnlyList<string> VisibleSpecialTokens
    {
        get;
        init => field = OptionGuard.CheckTexts(value, "the text of a token");
    } = [];
}
