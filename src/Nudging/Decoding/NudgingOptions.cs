namespace Nudging.Decoding;

/// <summary>The settings of the nudging procedure (arXiv 2410.09300, section 3).</summary>
/// <remarks>Each property checks its value when it is set.</remarks>
public class NudgingOptions
{
    /// <summary>Gets or sets γ: where the base model's top-1 probability is at least this, the base model writes.</summary>
    /// <value>A probability. The default is 0.4. 0 hands over to the base at once; above 1 it never takes over by confidence.</value>
    public float Threshold { get; set; } = 0.4f;

    /// <summary>Gets or sets how many tokens either model continues at a time.</summary>
    /// <value>At least 1. The default is 16.</value>
    public int Lookahead { get; set; } = 16;

    /// <summary>Gets or sets the most tokens of output, counted by the base model's tokenizer.</summary>
    /// <value>At least 1. The default is 512.</value>
    public int MaxOutputTokens { get; set; } = 512;

    /// <summary>Gets or sets the most rounds of proposal and takeover.</summary>
    /// <value>At least 1. The default is 150.</value>
    public int MaxRounds { get; set; } = 150;

    /// <summary>Gets or sets the texts that end the output where they first occur; they are not part of it.</summary>
    /// <value>The default is none.</value>
    public IReadOnlyList<string> StopSequences { get; set; } = [];
}
