using Nudging.Constraints;

namespace Nudging.Models;

/// <summary>The options of sampling: how a model chooses its tokens.</summary>
/// <remarks>
/// <para>
/// A choice takes these steps: the penalties are subtracted from the logits of tokens that the text after the prompt
/// contains; the logits are divided by the <see cref="Temperature"/>; of the softmax of the logits, the <see cref="TopK"/>
/// most probable tokens remain; of those tokens, the smallest number whose probabilities reach <see cref="TopP"/> of their
/// sum; of those tokens, the tokens with at least <see cref="MinP"/> of the greatest probability; of those tokens, the tokens
/// that the <see cref="Constraint"/> allows. One remaining token is drawn in proportion to its probability. Where no token
/// remains, the choice is the most probable token that the constraint allows.
/// </para>
/// <para>
/// The probability that is reported with a token is the probability that the model itself gives, without penalties and
/// temperature, to the most probable token that the constraint allows.
/// </para>
/// <para>
/// Draws are reproducible: a draw depends only on the <see cref="Seed"/>, on the position at which the token begins in the
/// text after the prompt, and on the probabilities. Speculative and sequential decoding therefore draw the same tokens.
/// </para>
/// <para>
/// Each property checks its value when it is set. Not thread safe while it is being changed. A session keeps a copy, so later
/// changes do not reach it.
/// </para>
/// </remarks>
public class SamplingOptions
{
    /// <summary>Gets or sets the temperature, by which the logits are divided.</summary>
    /// <value>A finite number of at least 0. The default is 0: the model always takes the most probable token.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    [RequestKey(SamplingRequestKeys.Temperature)]
    public float Temperature
    {
        get;
        set => field = OptionGuard.Check(value, float.IsFinite(value) && value >= 0, "a finite number of at least 0; 0 always takes the most probable token");
    }

    /// <summary>Gets or sets top-p: the share of the probability that the tokens to draw from reach together.</summary>
    /// <value>
    /// Above 0 and at most 1. The default is <see langword="null"/>: 1, all tokens. <see cref="Decoding.NudgingOptions"/>
    /// says how a pair reads <see langword="null"/>. Without effect at temperature 0.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    [RequestKey(SamplingRequestKeys.TopP)]
    public float? TopP
    {
        get;
        set => field = OptionGuard.Check(value, value is > 0 and <= 1, "above 0 and at most 1, or null");
    }

    /// <summary>Gets or sets top-k: the maximum number of tokens to draw from.</summary>
    /// <value>At least 0. The default is 0: any number. Without effect at temperature 0.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    [RequestKey(SamplingRequestKeys.TopK)]
    public int TopK
    {
        get;
        set => field = OptionGuard.Check(value, value >= 0, "at least 0; 0 is any number");
    }

    /// <summary>Gets or sets min-p: the minimum probability of a token to draw from, as a share of the greatest probability.</summary>
    /// <value>0 to 1. The default is 0: all tokens. Without effect at temperature 0.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    [RequestKey(SamplingRequestKeys.MinP)]
    public float MinP
    {
        get;
        set => field = OptionGuard.Check(value, value is >= 0 and <= 1, "0 to 1");
    }

    /// <summary>Gets or sets the amount subtracted from a token's logit for each occurrence in the text after the prompt.</summary>
    /// <value>-2 to 2. The default is 0. A negative value makes such tokens more probable.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    [RequestKey(SamplingRequestKeys.FrequencyPenalty)]
    public float FrequencyPenalty
    {
        get;
        set => field = OptionGuard.Check(value, value is >= -2 and <= 2, "-2 to 2");
    }

    /// <summary>Gets or sets the amount subtracted from a token's logit if the text after the prompt contains the token.</summary>
    /// <value>-2 to 2. The default is 0. A negative value makes such tokens more probable.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    [RequestKey(SamplingRequestKeys.PresencePenalty)]
    public float PresencePenalty
    {
        get;
        set => field = OptionGuard.Check(value, value is >= -2 and <= 2, "-2 to 2");
    }

    /// <summary>
    /// Gets or sets the number that divides a positive logit, and multiplies a negative logit, of a token that the text after
    /// the prompt contains. Applied before the other penalties.
    /// </summary>
    /// <value>A finite number above 0. The default is 1: no effect. A value below 1 makes such tokens more probable.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    [RequestKey(SamplingRequestKeys.RepetitionPenalty)]
    public float RepetitionPenalty
    {
        get;
        set => field = OptionGuard.Check(value, float.IsFinite(value) && value > 0, "a finite number above 0; 1 has no effect");
    } = 1;

    /// <summary>Gets or sets the seed of the draws: the same seed, options and prompts give the same tokens.</summary>
    /// <value>Any number. The default is <see langword="null"/>: another seed each time. Without effect at temperature 0.</value>
    [RequestKey(SamplingRequestKeys.Seed)]
    public long? Seed { get; set; }

    /// <summary>Gets or sets the constraint of the whole output, such as the documents of a JSON schema.</summary>
    /// <value>The default is <see langword="null"/>: any text. A request sets the constraint by its response format.</value>
    public TextConstraint? Constraint { get; set; }

    /// <summary>Gets a value indicating whether any penalty has an effect.</summary>
    public bool HasPenalties => FrequencyPenalty != 0 || PresencePenalty != 0 || RepetitionPenalty != 1;

    /// <summary>Copies the options.</summary>
    /// <returns>A copy. Later changes to this instance do not change the copy.</returns>
    public virtual SamplingOptions Clone() => (SamplingOptions)MemberwiseClone();
}

/// <summary>The keys under which a request sets <see cref="SamplingOptions"/>.</summary>
/// <remarks><see cref="Decoding.NudgingRequestKeys"/> has all keys.</remarks>
public abstract class SamplingRequestKeys
{
    /// <summary>Sets <see cref="SamplingOptions.Temperature"/> (a number).</summary>
    public const string Temperature = "temperature";

    /// <summary>Sets <see cref="SamplingOptions.TopP"/> (a number).</summary>
    public const string TopP = "top_p";

    /// <summary>Sets <see cref="SamplingOptions.TopK"/> (a whole number).</summary>
    public const string TopK = "top_k";

    /// <summary>Sets <see cref="SamplingOptions.MinP"/> (a number).</summary>
    public const string MinP = "min_p";

    /// <summary>Sets <see cref="SamplingOptions.FrequencyPenalty"/> (a number).</summary>
    public const string FrequencyPenalty = "frequency_penalty";

    /// <summary>Sets <see cref="SamplingOptions.PresencePenalty"/> (a number).</summary>
    public const string PresencePenalty = "presence_penalty";

    /// <summary>Sets <see cref="SamplingOptions.RepetitionPenalty"/> (a number).</summary>
    public const string RepetitionPenalty = "repetition_penalty";

    /// <summary>Sets <see cref="SamplingOptions.Seed"/> (a whole number of 64 bits).</summary>
    public const string Seed = "seed";

    private protected SamplingRequestKeys()
    {
    }
}
