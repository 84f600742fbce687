using System.Globalization;

namespace Nudging.Decoding;

/// <summary>The settings of the nudging procedure (arXiv 2410.09300, section 3).</summary>
/// <remarks>
/// Each property checks its value when it is set. A decoder copies the settings when a request starts, so later
/// changes do not reach it. Not thread safe while it is being changed.
/// </remarks>
public class NudgingOptions
{
    private float _threshold = 0.4f;
    private int _lookahead = 16;
    private int _maxOutputTokens = 512;
    private int _maxRounds = 150;
    private IReadOnlyList<string> _stopSequences = [];
    private NudgingMode _mode;

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

    /// <summary>Gets or sets how the procedure is computed. The output is the same either way.</summary>
    /// <value>The default is <see cref="NudgingMode.Drafted"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a mode.</exception>
    public NudgingMode Mode
    {
        get => _mode;
        set => _mode = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(Mode)} is {value:D}; it must be {nameof(NudgingMode.Drafted)} or {nameof(NudgingMode.Literal)}.");
    }

    /// <summary>Makes a copy that can be changed without changing this instance.</summary>
    /// <returns>The copy.</returns>
    public virtual NudgingOptions Clone() => new(this);

    private static int AtLeastOne(string name, int value) => value >= 1
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, Describe(name, value, "at least 1"));

    private static string Describe(string name, IFormattable value, string right) =>
        $"{name} is {value.ToString(null, CultureInfo.InvariantCulture)}; it must be {right}.";
}
