namespace Nudging.ModelBuilder.Families;

/// <summary>The norms of queries and keys.</summary>
internal enum HeadNorms
{
    /// <summary>No norm.</summary>
    None,

    /// <summary>A norm of each head with one weight for all heads.</summary>
    EachHead,

    /// <summary>A norm of each head with a row of the weight for each head.</summary>
    EachHeadOwnRow,

    /// <summary>A norm of each head with a tensor for each head.</summary>
    EachHeadOwnTensor,

    /// <summary>A norm of the vectors of all heads together.</summary>
    AllHeads,
}
