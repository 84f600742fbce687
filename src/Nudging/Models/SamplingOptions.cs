using System.Globalization;
using Nudging.Constraints;

namespace Nudging.Models;

/// <summary>How tokens are chosen instead of always taking the most probable one.</summary>
/// <remarks>
/// <para>
/// The penalties are taken off the scores of tokens that the text after the prompt has already, which then are divided
/// by the temperature; of their softmax the <see cref="TopK"/> most probable tokens remain, of
/// those the fewest whose probabilities reach <see cref="TopP"/> of their sum, of those the ones with at least
/// <see cref="MinP"/> of the greatest probability, of those the ones that the <see cref="Constraint"/> allows, and one of
/// them is drawn in proportion to its probability. Where the constraint allows none of them, it is the most probable one
/// that it does allow.
/// </para>
/// <para>
/// The probability that is reported with a token is the one that the model itself gives (penalties and temperature
/// aside) to the most probable token that the constraint allows, so that it still tells how sure the model is.
/// </para>
/// <para>
/// Draws are reproducible: what is drawn depends on the <see cref="Seed"/>, on where in the text after the prompt the
/// token begins, and on nothing else but the probabilities, so that the ways a text is computed do not show.
/// </para>
/// </remarks>
public sealed record SamplingOptions
{
    private readonly float _temperature = 1;
    private readonly float _topP = 1;
    private readonly int _topK;
    private readonly float _minP;
    private readonly float _frequencyPenalty;
    private readonly float _presencePenalty;
    private readonly float _repetitionPenalty = 1;

    /// <summary>Gets what scores are divided by.</summary>
    /// <value>A finite number of at least 0. The default is 1. At 0 nothing is drawn: it is the most probable token always.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not such a number.</exception>
    public float Temperature
    {
        get => _temperature;
        init => _temperature = float.IsFinite(value) && value >= 0 ? value : throw Wrong(nameof(Temperature), value, "a finite number of at least 0");
    }

    /// <summary>Gets the share of the probability that the drawn-from tokens reach.</summary>
    /// <value>Above 0, at most 1. The default is 1: all tokens.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    public float TopP
    {
        get => _topP;
        init => _topP = value is > 0 and <= 1 ? value : throw Wrong(nameof(TopP), value, "above 0 and at most 1");
    }

    /// <summary>Gets from how many tokens one is drawn at most.</summary>
    /// <value>At least 0. The default is 0: any number.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int TopK
    {
        get => _topK;
        init => _topK = value >= 0 ? value : throw Wrong(nameof(TopK), value, "at least 0");
    }

    /// <summary>Gets the share of the greatest probability that a drawn-from token has at least.</summary>
    /// <value>0 to 1. The default is 0: none.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    public float MinP
    {
        get => _minP;
        init => _minP = value is >= 0 and <= 1 ? value : throw Wrong(nameof(MinP), value, "0 to 1");
    }

    /// <summary>Gets what is taken off a token's score for each time that the text after the prompt has it.</summary>
    /// <value>-2 to 2. The default is 0. Below 0 it is added.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    public float FrequencyPenalty
    {
        get => _frequencyPenalty;
        init => _frequencyPenalty = value is >= -2 and <= 2 ? value : throw Wrong(nameof(FrequencyPenalty), value, "-2 to 2");
    }

    /// <summary>Gets what is taken off a token's score if the text after the prompt has it.</summary>
    /// <value>-2 to 2. The default is 0. Below 0 it is added.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    public float PresencePenalty
    {
        get => _presencePenalty;
        init => _presencePenalty = value is >= -2 and <= 2 ? value : throw Wrong(nameof(PresencePenalty), value, "-2 to 2");
    }

    /// <summary>
    /// Gets what a token's score is divided by if the text after the prompt has it, or multiplied by where it is
    /// negative; before the other penalties.
    /// </summary>
    /// <value>A finite number above 0. The default is 1. Below 1 it makes such tokens likelier.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not such a number.</exception>
    public float RepetitionPenalty
    {
        get => _repetitionPenalty;
        init => _repetitionPenalty = float.IsFinite(value) && value > 0 ? value : throw Wrong(nameof(RepetitionPenalty), value, "a finite number above 0");
    }

    /// <summary>Gets what all text after the prompt may be.</summary>
    /// <value>The default is <see langword="null"/>: anything.</value>
    public TextConstraint? Constraint { get; init; }

    /// <summary>Gets a value indicating whether any penalty makes a difference.</summary>
    public bool HasPenalties => FrequencyPenalty != 0 || PresencePenalty != 0 || RepetitionPenalty != 1;

    /// <summary>Gets what the draws depend on.</summary>
    /// <value>The default is 0.</value>
    public long Seed { get; init; }

    private static ArgumentOutOfRangeException Wrong(string name, IFormattable value, string right) =>
        new(nameof(value), value, $"{name} is {value.ToString(null, CultureInfo.InvariantCulture)}; it must be {right}.");
}
