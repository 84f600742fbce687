using Nudging.Models;

namespace Nudging.Decoding;

/// <summary>The options of the nudging procedure (arXiv 2410.09300, section 3), and how both models choose tokens.</summary>
/// <remarks>
/// <para>
/// Where <see cref="SamplingOptions.TopP"/> is <see langword="null"/>, the base model draws with top-p 0.9 and the aligned
/// model from all tokens, as published. With a <see cref="SamplingOptions.Constraint"/> both models write only allowed text. The
/// output is then complete unless the stop reason is <see cref="NudgingStopReason.Length"/> or <see cref="NudgingStopReason.StopSequence"/>,
/// no guard against repetition ends the output, and no text is trimmed from its end.
/// </para>
/// <para>
/// Each property checks its value when it is set. A request copies its options when it is made, so later changes do not
/// reach the request. Not thread safe while it is being changed.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// NudgingOptions options = new() { Threshold = 0.4f, MaxOutputTokens = 256, Temperature = 0.7f, Seed = 1 };
/// </code>
/// </example>
public sealed class NudgingOptions : SamplingOptions
{
    private const float PublishedBaseTopP = 0.9f;

    /// <summary>Gets or sets the threshold &#947;: where the base model's top-1 probability is at least the threshold, the base model writes.</summary>
    /// <value>
    /// A finite number of at least 0. The default is 0.4. At 0 the base model takes over at the latest at the second word of each
    /// round. Above 1 the base model takes over only where its token begins the next word, and for one token.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    [RequestKey(NudgingRequestKeys.Threshold)]
    public float Threshold
    {
        get;
        set => field = OptionGuard.Check(value, float.IsFinite(value) && value >= 0, "a finite number of at least 0, such as 0.4");
    } = 0.4f;

    /// <summary>Gets or sets the number of tokens that a model writes in one call.</summary>
    /// <value>At least 1. The default is 16. The aligned model alone writes an answer that fits within this number.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    [RequestKey(NudgingRequestKeys.Lookahead)]
    public int Lookahead
    {
        get;
        set => field = OptionGuard.Check(value, value >= 1, "at least 1");
    } = 16;

    /// <summary>Gets or sets the maximum number of output tokens, counted by the base model's tokenizer.</summary>
    /// <value>At least 1. The default is 512.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    [RequestKey(NudgingRequestKeys.MaxOutputTokens)]
    public int MaxOutputTokens
    {
        get;
        set => field = OptionGuard.Check(value, value >= 1, "at least 1");
    } = 512;

    /// <summary>Gets or sets the maximum number of rounds, each a proposal of the aligned model and a takeover by the base model.</summary>
    /// <value>At least 1. The default is 150.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    [RequestKey(NudgingRequestKeys.MaxRounds)]
    public int MaxRounds
    {
        get;
        set => field = OptionGuard.Check(value, value >= 1, "at least 1");
    } = 150;

    /// <summary>Gets or sets the texts that end the output where they first occur; the output does not contain them.</summary>
    /// <value>
    /// The default is none. A stop sequence is found across tokens, segments and rounds. The stop sequence that is complete
    /// first ends the output; of several that are complete at once, the longest.
    /// </value>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">An entry is <see langword="null"/> or empty.</exception>
    [RequestKey(NudgingRequestKeys.StopSequences)]
    public IReadOnlyList<string> StopSequences
    {
        get;
        set => field = OptionGuard.CheckTexts(value);
    } = [];

    /// <summary>Gets or sets a value indicating whether the result has the base model's log-probability of each output token.</summary>
    /// <value>The default is <see langword="false"/>. The base model then reads the output in one more pass at the end.</value>
    [RequestKey(NudgingRequestKeys.LogProbabilities)]
    public bool LogProbabilities { get; set; }

    /// <summary>Gets or sets the mode of evaluation of the base model. The output is the same in every mode.</summary>
    /// <value>The default is <see cref="NudgingMode.Speculative"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a mode.</exception>
    [RequestKey(NudgingRequestKeys.Mode)]
    public NudgingMode Mode
    {
        get;
        set => field = OptionGuard.CheckDefined(value);
    }

    /// <summary>Gets or sets the rules for function calls in the output; <see langword="null"/> where no functions are offered.</summary>
    internal CallRules? Calls { get; set; }

    /// <inheritdoc/>
    public override NudgingOptions Clone() => (NudgingOptions)base.Clone();

    /// <summary>Derives the sampling options of one of the models.</summary>
    /// <param name="source">The model.</param>
    /// <param name="seed">The seed of the request.</param>
    /// <returns>The options; <see langword="null"/> where the model always takes the most probable token.</returns>
    internal SamplingOptions? Sampling(TextSource source, long seed)
    {
        if (Temperature == 0 && !HasPenalties && Constraint is null)
        {
            return null;
        }

        NudgingOptions sampling = Clone();
        sampling.TopP ??= source == TextSource.Base ? PublishedBaseTopP : 1;

        // The two models draw independently of each other.
        sampling.Seed = source == TextSource.Base ? seed : ~seed;
        return sampling;
    }
}

/// <summary>The keys under which a request sets <see cref="NudgingOptions"/>.</summary>
/// <remarks>
/// A request carries its options in <c>ChatOptions.AdditionalProperties</c> of Microsoft.Extensions.AI, or in
/// <c>PromptExecutionSettings.ExtensionData</c> of Semantic Kernel. Keys are read in any case.
/// </remarks>
/// <example>
/// <code>
/// ChatOptions request = new() { AdditionalProperties = new() { [NudgingRequestKeys.Threshold] = 0.5 } };
/// </code>
/// </example>
public abstract class NudgingRequestKeys : SamplingRequestKeys
{
    /// <summary>Sets <see cref="NudgingOptions.Threshold"/> (a number).</summary>
    public const string Threshold = "threshold";

    /// <summary>Sets <see cref="NudgingOptions.Lookahead"/> (a whole number).</summary>
    public const string Lookahead = "lookahead";

    /// <summary>Sets <see cref="NudgingOptions.MaxOutputTokens"/> (a whole number).</summary>
    public const string MaxOutputTokens = "max_tokens";

    /// <summary>Sets <see cref="NudgingOptions.MaxRounds"/> (a whole number).</summary>
    public const string MaxRounds = "max_rounds";

    /// <summary>Sets <see cref="NudgingOptions.StopSequences"/> (a list of texts).</summary>
    public const string StopSequences = "stop_sequences";

    /// <summary>Sets <see cref="NudgingOptions.LogProbabilities"/> (true or false).</summary>
    public const string LogProbabilities = "logprobs";

    /// <summary>Sets <see cref="NudgingOptions.Mode"/> (the name of a <see cref="NudgingMode"/>).</summary>
    public const string Mode = "mode";

    /// <summary>Sets the form of the answer in settings of Semantic Kernel (<c>text</c>, <c>json_object</c> or a JSON schema); a <c>ChatOptions</c> has a property for the form.</summary>
    public const string ResponseFormat = "response_format";

    private protected NudgingRequestKeys()
    {
    }
}
