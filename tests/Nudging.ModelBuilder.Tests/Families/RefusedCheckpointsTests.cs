using System.Text.Json.Nodes;
using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Conversion;
using Nudging.ModelBuilder.Families;
using Nudging.TestSupport;
using Nudging.TestSupport.Checkpoints;

namespace Nudging.ModelBuilder.Tests.Families;

public class RefusedCheckpointsTests
{
    [Theory]
    [InlineData("llama", """{"rope_scaling": {"type": "dynamic", "factor": 2.0}}""", "dynamic")]
    [InlineData("llama", """{"rope_scaling": {"rope_type": "yarn", "factor": 2.0, "unknown_exponent": 2}}""", "unknown_exponent")]
    [InlineData("llama", """{"rope_scaling": {"rope_type": "linear"}}""", "factor")]
    [InlineData("llama", """{"rope_scaling": {"rope_type": "linear", "factor": "2"}}""", "factor")]
    [InlineData("llama", """{"rope_scaling": 4}""", "rope_scaling")]
    [InlineData("llama", """{"rope_interleaved": true}""", "rope_interleaved")]
    [InlineData("llama", """{"hidden_act": "mish"}""", "mish")]
    [InlineData("llama", """{"hidden_act": 3}""", "hidden_act")]
    [InlineData("llama", """{"attention_sinks": 4}""", "attention_sinks")]
    [InlineData("llama", """{"use_mup": true}""", "use_mup")]
    [InlineData("llama", """{"position_embedding_type": "alibi"}""", "position_embedding_type")]
    [InlineData("llama", """{"embedding_multiplier": 12.0}""", "embedding_multiplier")]
    [InlineData("llama", """{"logits_scaling": 8.0}""", "logits_scaling")]
    [InlineData("llama", """{"output_multiplier": 2.0}""", "output_multiplier")]
    [InlineData("llama", """{"final_logit_softcapping": 30.0}""", "final_logit_softcapping")]
    [InlineData("llama", """{"sliding_window": 8}""", "sliding_window")]
    [InlineData("llama", """{"partial_rotary_factor": 0.4}""", "partial_rotary_factor")]
    [InlineData("llama", """{"layer_types": ["sliding_attention", "full_attention"]}""", "layer_types")]
    [InlineData("llama", """{"num_experts": 4}""", "num_experts")]
    [InlineData("llama", """{"qk_layernorm": true}""", "qk_layernorm")]
    [InlineData("llama", """{"num_nextn_predict_layers": 1}""", "num_nextn_predict_layers")]
    [InlineData("llama", """{"num_key_value_heads": 3}""", "num_key_value_heads")]
    [InlineData("llama", """{"num_attention_heads": 0}""", "num_attention_heads")]
    [InlineData("llama", """{"num_hidden_layers": -1}""", "num_hidden_layers")]
    [InlineData("llama", """{"num_hidden_layers": 2.5}""", "num_hidden_layers")]
    [InlineData("llama", """{"hidden_size": null}""", "hidden_size")]
    [InlineData("llama", """{"hidden_size": 1e300}""", "hidden_size")]
    [InlineData("llama", """{"rms_norm_eps": "small"}""", "rms_norm_eps")]
    [InlineData("llama", """{"rms_norm_eps": -1}""", "rms_norm_eps")]
    [InlineData("llama", """{"rope_theta": 0}""", "rope_theta")]
    [InlineData("llama", """{"tie_word_embeddings": "yes"}""", "tie_word_embeddings")]
    [InlineData("llama", """{"head_dim": 7}""", "head")]
    [InlineData("llama", """{"model_type": "mamba"}""", "mamba")]
    [InlineData("llama", """{"model_type": null}""", "model_type")]
    [InlineData("mistral", """{"sliding_window": 0}""", "sliding_window")]
    [InlineData("mistral", """{"attention_bias": true}""", "attention_bias")]
    [InlineData("ministral3", """{"rope_parameters": {"rope_type": "yarn", "rope_theta": 10000, "factor": 2, "llama_4_scaling_beta": 0.1, "llama_4_scaling_alpha": 1, "original_max_position_embeddings": 16}}""", "llama_4_scaling_alpha")]
    [InlineData("qwen2", """{"use_mrope": true}""", "use_mrope")]
    [InlineData("qwen2", """{"use_sliding_window": true, "max_window_layers": 0, "sliding_window": null}""", "sliding_window")]
    [InlineData("qwen2", """{"layer_types": ["full_attention"]}""", "layer_types")]
    [InlineData("qwen2", """{"layer_types": ["linear_attention", "full_attention"]}""", "linear_attention")]
    [InlineData("qwen3", """{"attention_gate": true}""", "attention_gate")]
    [InlineData("qwen3_moe", """{"num_experts_shared": 1}""", "num_experts_shared")]
    [InlineData("qwen3_moe", """{"shared_expert_intermediate_size": 32}""", "shared_expert_intermediate_size")]
    [InlineData("qwen3_moe", """{"num_experts_per_tok": 9}""", "num_experts_per_tok")]
    [InlineData("qwen3_moe", """{"scoring_func": "sigmoid"}""", "scoring_func")]
    [InlineData("qwen3_moe", """{"routed_scaling_factor": 2.5}""", "routed_scaling_factor")]
    [InlineData("mixtral", """{"num_experts_per_tok": 5}""", "num_experts_per_tok")]
    [InlineData("gemma2", """{"attn_logit_softcapping": 0}""", "attn_logit_softcapping")]
    [InlineData("gemma2", """{"use_bidirectional_attention": true}""", "use_bidirectional_attention")]
    [InlineData("gemma3_text", """{"use_bidirectional_attention": true}""", "use_bidirectional_attention")]
    [InlineData("gemma3_text", """{"sliding_window_pattern": 0}""", "sliding_window_pattern")]
    [InlineData("phi3", """{"lm_head_bias": true}""", "lm_head_bias")]
    [InlineData("phi3", """{"full_attn_mod": 2}""", "full_attn_mod")]
    [InlineData("phi3", """{"interpolate_factor": 2}""", "interpolate_factor")]
    [InlineData("phi3", """{"rope_scaling": {"type": "longrope", "short_factor": [1, 1], "long_factor": [1, 1]}}""", "short_factor")]
    [InlineData("phi3", """{"rope_scaling": {"type": "longrope", "short_factor": [1, 1, 1, 1], "long_factor": [1, 1, 1, 0]}}""", "long_factor")]
    [InlineData("phi3", """{"rope_scaling": {"type": "longrope", "short_factor": [1, 1, 1, 1], "long_factor": [1, 1, 1, 2], "short_mscale": 1.2, "long_mscale": 1.2}}""", "mscale")]
    [InlineData("olmo", """{"clip_qkv": -1}""", "clip_qkv")]
    [InlineData("olmo", """{"weight_tying": true}""", "weight_tying")]
    [InlineData("olmo3", """{"layer_types": ["sliding_attention", "chunked_attention"]}""", "chunked_attention")]
    [InlineData("smollm3", """{"no_rope_layers": [1]}""", "no_rope_layers")]
    [InlineData("smollm3", """{"no_rope_layers": [1, 2]}""", "no_rope_layers")]
    [InlineData("granite", """{"shared_intermediate_size": 64}""", "shared_intermediate_size")]
    [InlineData("cohere", """{"sliding_window": 16}""", "sliding_window")]
    [InlineData("stablelm", """{"rotary_scaling_factor": 2.0}""", "rotary_scaling_factor")]
    [InlineData("starcoder2", """{"norm_type": "rms_norm"}""", "norm_type")]
    [InlineData("starcoder2", """{"mlp_type": "gated"}""", "mlp_type")]
    [InlineData("nemotron", """{"partial_rotary_factor": 1.5}""", "partial_rotary_factor")]
    [InlineData("gpt_neox", """{"rotary_pct": 0}""", "rotary_pct")]
    [InlineData("gpt2", """{"scale_attn_by_inverse_layer_idx": true}""", "scale_attn_by_inverse_layer_idx")]
    [InlineData("gpt2", """{"scale_attn_weights": false}""", "scale_attn_weights")]
    [InlineData("gpt2", """{"add_cross_attention": true}""", "add_cross_attention")]
    [InlineData("gpt2", """{"activation_function": "mish"}""", "mish")]
    public void A_field_that_is_unknown_or_wrong_is_named(string family, string change, string named)
    {
        using var folder = new TemporaryFolder();
        RandomCheckpoint.Write(folder.Path, family);
        JsonObject config = CheckpointConfig.Of(family);
        CheckpointConfig.Change(config, change);
        File.WriteAllText(folder["config.json"], config.ToJsonString());

        AssertRefused(folder.Path, named);
    }

    [Theory]
    [InlineData("llama", """{"intermediate_size": 65}""", "mlp.")]
    [InlineData("llama", """{"vocab_size": 321}""", "model.embed_tokens.weight")]
    [InlineData("llama", """{"num_key_value_heads": 4}""", "model.layers.0.self_attn.k_proj")]
    [InlineData("llama", """{"num_hidden_layers": 3}""", "model.layers.2.")]
    [InlineData("llama", """{"num_hidden_layers": 1}""", "model.layers.1.")]
    [InlineData("llama", """{"attention_bias": true}""", "model.layers.0.self_attn.q_proj.bias")]
    [InlineData("llama", """{"model_type": "qwen3", "head_dim": 8}""", "model.layers.0.self_attn.q_norm")]
    [InlineData("qwen3", """{"model_type": "llama", "max_window_layers": null}""", "model.layers.0.self_attn.k_norm")]
    [InlineData("qwen2", """{"model_type": "llama", "use_sliding_window": null, "max_window_layers": null, "sliding_window": null}""", "model.layers.0.self_attn.k_proj.bias")]
    [InlineData("qwen2", """{"tie_word_embeddings": false}""", "lm_head")]
    [InlineData("gemma2", """{"num_hidden_layers": 1}""", "model.layers.1.")]
    [InlineData("qwen3_moe", """{"num_experts": 7}""", "model.layers.0.mlp.gate.weight")]
    [InlineData("qwen3_moe", """{"mlp_only_layers": [1]}""", "model.layers.1.mlp.")]
    [InlineData("gpt2", """{"n_positions": 64}""", "wpe")]
    [InlineData("gpt_neox", """{"num_hidden_layers": 1}""", "gpt_neox.layers.1.")]
    [InlineData("olmo2", """{"num_attention_heads": 8}""", "self_attn.")]
    public void A_tensor_that_does_not_fit_the_configuration_is_named(string family, string change, string named)
    {
        using var folder = new TemporaryFolder();
        RandomCheckpoint.Write(folder.Path, family);
        JsonObject config = CheckpointConfig.Of(family);
        CheckpointConfig.Change(config, change);
        File.WriteAllText(folder["config.json"], config.ToJsonString());

        AssertRefused(folder.Path, named);
    }

    [Theory]
    [InlineData("output_router_logits", "true")]
    [InlineData("attention_dropout", "0.5")]
    [InlineData("classifier_dropout", "0.1")]
    [InlineData("_name_or_path", "\"somebody/model\"")]
    [InlineData("id2label", """{"0": "LABEL_0"}""")]
    [InlineData("quantization_config", "null")]
    [InlineData("a_flag_that_is_off", "false")]
    [InlineData("an_empty_list", "[]")]
    public void A_field_that_changes_no_logits_is_accepted(string field, string value)
    {
        using var folder = new TemporaryFolder();
        JsonObject config = CheckpointConfig.Of("llama");
        config[field] = JsonNode.Parse(value);
        RandomCheckpoint.Write(folder.Path, config);
        using var checkpoint = Checkpoint.Open(folder.Path);

        Assert.Equal(2, DecoderFamily.Describe(ModelConfig.Read(folder.Path), checkpoint).Layers.Count);
    }

    private static void AssertRefused(string folder, string named)
    {
        using var checkpoint = Checkpoint.Open(folder);
        var refusal = Assert.Throws<ModelConversionException>(() => DecoderFamily.Describe(ModelConfig.Read(folder), checkpoint));
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }
}
