using System.Globalization;
using Nudging.Constraints;
using Nudging.Models;

namespace Nudging.Decoding;

/// <summary>The settings of the nudging procedure (arXiv 2410.09300, section 3).</summary>
/// <remarks>
/// Each property checks its value when it is set. A decoder copies the settings when a request starts, so later
/// changes do not reach it. Not thread safe while it is being changed.
/// </remarks>
public class NudgingOptions
{
    private const float PublishedBaseTopP = 0.9f;

    private float _threshold = 0.4f;
    private int _lookahead = 16;
    private int _maxOutputTokens = 512;
    private int _maxRounds = 150;
    private IReadOnlyList<string> _stopSequences = [];
    private NudgingMode _mode;
    private float _temperature;
    private float? _topP;
    private int _topK;
    private float _minP;
    private float _frequencyPenalty;
    private float _presencePenalty;
    private float _repetitionPenalty = 1;

    /// <summary>Initializes a new instance of the <see cref="NudgingOptions"/> class with the default settings.</summary>
    public NudgingOptions()
    {
    }

    /// <summary>Initializes a new instance of the <see cref="NudgingOptions"/> class as a copy of another.</summary>
    /// <param name="other">The settings to copy.</param>
    protected NudgingOptions(NudgingOptions other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _threshold = other._threshold;
        _lookahead = other._lookahead;
        _maxOutputTokens = other._maxOutputTokens;
        _maxRounds = other._maxRounds;
        _stopSequences = other._stopSequences;
        _mode = other._mode;
        _temperature = other._temperature;
        _topP = other._topP;
        _topK = other._topK;
        _minP = other._minP;
        _frequencyPenalty = other._frequencyPenalty;
        _presencePenalty = other._presencePenalty;
        _repetitionPenalty = other._repetitionPenalty;
        Seed = other.Seed;
        Calls = other.Calls;
        Constraint = other.Constraint;
        LogProbabilities = other.LogProbabilities;
    }

    /// <summary>Gets or sets γ: where the base model's top-1 probability is at least this, the base model writes.</summary>
    /// <value>
    /// A finite number of at least 0. The default is 0.4. 0 hands over to the base model at the second word of each
    /// round at the latest; above 1 it takes over only where it agrees with the next word, and for one token.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, infinite or not a number.</exception>
    public float Threshold
    {
        get => _threshold;
        set => _threshold = float.IsFinite(value) && value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, Describe(nameof(Threshold), value, "a finite number of at least 0, such as 0.4"));
    }

    /// <summary>Gets or sets how many tokens either model continues at a time.</summary>
    /// <value>At least 1. The default is 16. An answer that the aligned model can end within it is the aligned model's alone.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int Lookahead
    {
        get => _lookahead;
        set => _lookahead = AtLeastOne(nameof(Lookahead), value);
    }

    /// <summary>Gets or sets the most tokens of output, counted by the base model's tokenizer.</summary>
    /// <value>At least 1. The default is 512. It is never exceeded.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxOutputTokens
    {
        get => _maxOutputTokens;
        set => _maxOutputTokens = AtLeastOne(nameof(MaxOutputTokens), value);
    }

    /// <summary>Gets or sets the most rounds of proposal and takeover.</summary>
    /// <value>At least 1. The default is 150.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxRounds
    {
        get => _maxRounds;
        set => _maxRounds = AtLeastOne(nameof(MaxRounds), value);
    }

    /// <summary>Gets or sets the texts that end the output where they first occur; they are not part of it.</summary>
    /// <value>
    /// The default is none. They are found across tokens, segments and rounds; the one that is complete first ends the
    /// output, and of several that are complete at once the longest.
    /// </value>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">An entry is <see langword="null"/> or empty.</exception>
    public IReadOnlyList<string> StopSequences
    {
        get => _stopSequences;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            string[] copy = [.. value];
            int wrong = Array.FindIndex(copy, string.IsNullOrEmpty);
            _stopSequences = wrong < 0
                ? copy
                : throw new ArgumentException($"{nameof(StopSequences)}[{wrong}] is {(copy[wrong] is null ? "null" : "empty")}; each entry must have at least one character.", nameof(value));
        }
    }

    /// <summary>Gets or sets the temperature at which both models draw their tokens.</summary>
    /// <value>A finite number of at least 0. The default is 0: always the most probable token.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, infinite or not a number.</exception>
    public float Temperature
    {
        get => _temperature;
        set => _temperature = float.IsFinite(value) && value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, Describe(nameof(Temperature), value, "a finite number of at least 0; 0 takes the most probable token always"));
    }

    /// <summary>Gets or sets the share of the probability that the tokens one is drawn from reach.</summary>
    /// <value>
    /// Above 0, at most 1. The default is <see langword="null"/>: 0.9 for the base model and 1 for the aligned one, as
    /// published. Without effect at temperature 0.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    public float? TopP
    {
        get => _topP;
        set => _topP = value is null or (> 0 and <= 1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, Describe(nameof(TopP), value.Value, "above 0 and at most 1, or null"));
    }

    /// <summary>Gets or sets from how many tokens one is drawn at most.</summary>
    /// <value>At least 0. The default is 0: any number. Without effect at temperature 0.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int TopK
    {
        get => _topK;
        set => _topK = value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, Describe(nameof(TopK), value, "at least 0; 0 is any number"));
    }

    /// <summary>Gets or sets the share of the greatest probability that a token one is drawn from has at least.</summary>
    /// <value>0 to 1. The default is 0: none. Without effect at temperature 0.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    public float MinP
    {
        get => _minP;
        set => _minP = value is >= 0 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, Describe(nameof(MinP), value, "0 to 1"));
    }

    /// <summary>Gets or sets what is taken off a token's score for each time that the output has it, by each model's own tokens.</summary>
    /// <value>-2 to 2. The default is 0.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    public float FrequencyPenalty
    {
        get => _frequencyPenalty;
        set => _frequencyPenalty = value is >= -2 and <= 2
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, Describe(nameof(FrequencyPenalty), value, "-2 to 2"));
    }

    /// <summary>Gets or sets what is taken off a token's score if the output has it, by each model's own tokens.</summary>
    /// <value>-2 to 2. The default is 0.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    public float PresencePenalty
    {
        get => _presencePenalty;
        set => _presencePenalty = value is >= -2 and <= 2
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, Describe(nameof(PresencePenalty), value, "-2 to 2"));
    }

    /// <summary>Gets or sets what a token's score is divided by if the output has it (multiplied by, where it is negative), by each model's own tokens.</summary>
    /// <value>A finite number above 0. The default is 1: it makes no difference.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not such a number.</exception>
    public float RepetitionPenalty
    {
        get => _repetitionPenalty;
        set => _repetitionPenalty = float.IsFinite(value) && value > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, Describe(nameof(RepetitionPenalty), value, "a finite number above 0; 1 makes no difference"));
    }

    /// <summary>Gets or sets what the whole output may be: a JSON document, say.</summary>
    /// <value>
    /// The default is <see langword="null"/>: anything. Both models write within it. The output is nothing less unless
    /// it ends for <see cref="NudgingStopReason.Length"/> or <see cref="NudgingStopReason.StopSequence"/>; no other
    /// guard ends it, and nothing is trimmed off it.
    /// </value>
    public TextConstraint? Constraint { get; set; }

    /// <summary>Gets or sets a value indicating whether the result tells how probable the base model finds each of its tokens.</summary>
    /// <value>The default is <see langword="false"/>. It costs the base model one more pass over the output at the end.</value>
    public bool LogProbabilities { get; set; }

    /// <summary>Gets or sets what draws depend on: with the same seed, settings and prompts the same tokens are drawn.</summary>
    /// <value>The default is <see langword="null"/>: another one for each request. Without effect at temperature 0.</value>
    public long? Seed { get; set; }

    /// <summary>Gets or sets how the procedure is computed. The output is the same either way.</summary>
    /// <value>The default is <see cref="NudgingMode.Speculative"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a mode.</exception>
    public NudgingMode Mode
    {
        get => _mode;
        set => _mode = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(Mode)} is {value:D}; it must be {nameof(NudgingMode.Speculative)} or {nameof(NudgingMode.Sequential)}.");
    }

    /// <summary>Gets or sets how calls of functions in the output are treated; <see langword="null"/> where none are offered.</summary>
    internal CallRules? Calls { get; set; }

    /// <summary>Makes a copy that can be changed without changing this instance.</summary>
    /// <returns>The copy.</returns>
    public virtual NudgingOptions Clone() => new(this);

    /// <summary>How one of the models draws its tokens.</summary>
    /// <param name="source">The model.</param>
    /// <param name="seed">The seed of the request.</param>
    /// <returns><see langword="null"/> where it takes the most probable one always.</returns>
    internal SamplingOptions? Sampling(TextSource source, long seed)
    {
        SamplingOptions sampling = new()
        {
            Temperature = Temperature,
            TopP = TopP ?? (source == TextSource.Base ? PublishedBaseTopP : 1),
            TopK = TopK,
            MinP = MinP,
            FrequencyPenalty = FrequencyPenalty,
            PresencePenalty = PresencePenalty,
            RepetitionPenalty = RepetitionPenalty,
            Constraint = Constraint,

            // The two models draw independently of each other.
            Seed = source == TextSource.Base ? seed : ~seed,
        };
        return Temperature == 0 && !sampling.HasPenalties && Constraint is null ? null : sampling;
    }

    private static int AtLeastOne(string name, int value) => value >= 1
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, Describe(name, value, "at least 1"));

    private static string Describe(string name, IFormattable value, string right) =>
        $"{name} is {value.ToString(null, CultureInfo.InvariantCulture)}; it must be {right}.";
}
