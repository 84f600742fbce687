using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Decoders;

namespace Nudging.ModelBuilder.Families;

/// <summary>GPT-2: learned positions, LayerNorm, biases, and projections stored [input features, output features].</summary>
internal sealed class Gpt2Family : DecoderFamily
{
    protected override FamilyDeclaration Declare(ModelConfig config)
    {
        config.Expect("scale_attn_weights", true);
        config.Expect("scale_attn_by_inverse_layer_idx", false);
        config.Expect("add_cross_attention", false);

        // A copy of n_positions.
        config.Ignore("n_ctx");
        int hidden = config.Integer("n_embd", most: SizeLimits.Width);
        int heads = config.Integer("n_head", most: SizeLimits.Heads);
        if (hidden % heads != 0)
        {
            throw config.Refuse("n_embd", $"is {hidden}; it must be a multiple of n_head, {heads}");
        }

        return new()
        {
            VocabularySize = config.Integer("vocab_size", most: SizeLimits.Vocabulary),
            HiddenSize = hidden,
            IntermediateSize = config.Integer("n_inner", 4 * hidden, most: SizeLimits.Width),
            LayerCount = config.Integer("n_layer", most: SizeLimits.Layers),
            Heads = heads,
            KeyValueHeads = heads,
            HeadSize = hidden / heads,
            ContextLength = config.Integer("n_positions", most: SizeLimits.Context),
            IsTied = config.Flag("tie_word_embeddings", true),
            Root = "transformer.",
            Embedding = "wte",
            Positions = "wpe",
            Layers = "h",
            FinalNorm = "ln_f",
            QueryKeyValue = "attn.c_attn",
            Output = "attn.c_proj",
            HasQueryKeyValueBias = true,
            HasOutputBias = true,
            Gate = null,
            Up = "mlp.c_fc",
            Down = "mlp.c_proj",
            HasFeedForwardBias = true,
            IsTransposed = true,
            Norms = new("ln_1", null, "ln_2", null),
            NormKind = NormKind.Layer,
            NormEpsilon = config.Positive("layer_norm_epsilon", 1e-5),
            HasNormBias = true,
            Activation = ActivationReader.Read(config, "activation_function", Activation.GeluTanh),
        };
    }
}
