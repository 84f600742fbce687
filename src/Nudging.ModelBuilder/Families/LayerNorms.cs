namespace Nudging.ModelBuilder.Families;

/// <summary>The names of a layer's norms, below the layer's prefix; <see langword="null"/> for a norm that the family does not have.</summary>
/// <param name="Attention">The norm before attention.</param>
/// <param name="PostAttention">The norm of attention's output.</param>
/// <param name="FeedForward">The norm before the feed-forward network.</param>
/// <param name="PostFeedForward">The norm of the output of the feed-forward network.</param>
internal sealed record LayerNorms(string? Attention, string? PostAttention, string? FeedForward, string? PostFeedForward)
{
    /// <summary>Gets the norms of most families: one before each branch.</summary>
    public static LayerNorms Before { get; } = new("input_layernorm", null, "post_attention_layernorm", null);

    /// <summary>Gets one norm after each branch.</summary>
    public static LayerNorms After { get; } = new(null, "post_attention_layernorm", null, "post_feedforward_layernorm");

    /// <summary>Gets one norm before and one after each branch.</summary>
    public static LayerNorms BeforeAndAfter { get; } =
        new("input_layernorm", "post_attention_layernorm", "pre_feedforward_layernorm", "post_feedforward_layernorm");

    /// <summary>Gets one norm that two parallel branches share.</summary>
    public static LayerNorms Shared { get; } = new("input_layernorm", null, null, null);
}
