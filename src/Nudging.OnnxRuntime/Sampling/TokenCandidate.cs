namespace Nudging.OnnxRuntime.Sampling;

/// <summary>A token that may be drawn.</summary>
/// <param name="Weight">The token's probability divided by the greatest probability, 0 to 1.</param>
/// <param name="Id">The token.</param>
internal readonly record struct TokenCandidate(float Weight, int Id) : IComparable<TokenCandidate>
{
    /// <summary>Orders the more probable token first, and of equally probable ones the lower id.</summary>
    public int CompareTo(TokenCandidate other) => Weight != other.Weight ? other.Weight.CompareTo(Weight) : Id.CompareTo(other.Id);
}
