using System.Globalization;

namespace Nudging.Models;

/// <summary>How tokens are drawn instead of always taking the most probable one.</summary>
/// <remarks>
/// <para>
/// The scores are divided by the temperature; of their softmax the <see cref="TopK"/> most probable tokens remain, of
/// those the fewest whose probabilities reach <see cref="TopP"/> of their sum, of those the ones with at least
/// <see cref="MinP"/> of the greatest probability, and one of them is drawn in proportion to its probability.
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

    /// <summary>Gets what scores are divided by.</summary>
    /// <value>A finite number above 0. The default is 1. Towards 0 the most probable token is drawn ever more often.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not such a number.</exception>
    public float Temperature
    {
        get => _temperature;
        init => _temperature = float.IsFinite(value) && value > 0 ? value : throw Wrong(nameof(Temperature), value, "a finite number above 0");
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

    /// <summary>Gets what the draws depend on.</summary>
    /// <value>The default is 0.</value>
    public long Seed { get; init; }

    private static ArgumentOutOfRangeException Wrong(string name, IFormattable value, string right) =>
        new(nameof(value), value, $"{name} is {value.ToString(null, CultureInfo.InvariantCulture)}; it must be {right}.");
}
