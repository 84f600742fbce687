using Microsoft.Extensions.AI;

namespace Nudging.Chat;

/// <summary>The keys of the counts that an answer adds to <see cref="UsageDetails.AdditionalCounts"/>.</summary>
/// <remarks>The other counts of <see cref="UsageDetails"/> are tokens of the base model.</remarks>
public static class NudgingUsageKeys
{
    /// <summary>Tokens of the aligned model's prompt.</summary>
    public const string AlignedInputTokens = "alignedInputTokens";

    /// <summary>Tokens of the aligned model's prompt that its key/value cache held.</summary>
    public const string AlignedCachedInputTokens = "alignedCachedInputTokens";

    /// <summary>Nudges: pieces that the aligned model contributed.</summary>
    public const string Nudges = "nudges";

    /// <summary>Rounds of the procedure.</summary>
    public const string Rounds = "rounds";

    /// <summary>Forward passes of the base model.</summary>
    public const string BasePasses = "basePasses";

    /// <summary>Forward passes of the aligned model.</summary>
    public const string AlignedPasses = "alignedPasses";

    /// <summary>Draft tokens that the base model scored by speculative decoding.</summary>
    public const string DraftedTokens = "draftedTokens";

    /// <summary>Draft tokens that became output.</summary>
    public const string AcceptedDraftTokens = "acceptedDraftTokens";
}
