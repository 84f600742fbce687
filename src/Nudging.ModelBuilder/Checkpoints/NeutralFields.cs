namespace Nudging.ModelBuilder.Checkpoints;

/// <summary>The fields of config.json that do not change the logits: of training, of generation, of the library that wrote the file.</summary>
internal static class NeutralFields
{
    private static readonly string[] Prefixes = ["summary_", "_attn_implementation", "_name_or_path", "_commit_hash", "unsloth_", "tf_", "forced_"];

    private static readonly string[] Suffixes =
    [
        "dropout", "_dropout_prob", "_pdrop", "_token_id", "_token_ids", "_token_index", "_aux_loss_coef", "_z_loss_coef", "_jitter_noise", "_jitter_eps", "id2label", "label2id",
    ];

    private static readonly HashSet<string> Names =
    [
        // The file and the library.
        "architectures", "auto_map", "model_type", "transformers_version", "torch_dtype", "dtype", "name_or_path", "transformers.js_config", "tokenizer_class", "prefix",
        "attn_implementation", "torchscript", "use_bfloat16", "return_dict", "return_dict_in_generate", "is_llama_config", "finetuning_task", "problem_type", "task_specific_params",
        "_experts_implementation", "_flash_attn_2_enabled", "use_flash_attn", "use_flash_attention", "flash_attn", "flash_rotary", "fused_dense", "max_sequence_length", "model_max_length", "seq_length",
        "output_router_logits", "output_attentions", "output_hidden_states", "output_past", "output_scores", "output_logits",
        "cache_implementation", "use_cache", "use_cache_quantization", "use_cache_kernel", "pretraining_tp", "gradient_checkpointing", "is_decoder",

        // Checked where the weights are read.
        "quantization_config",

        // Training.
        "initializer_range", "embedding_initializer_range", "init_std", "num_labels", "use_dropout", "tie_encoder_decoder", "n_special", "predict_special_tokens",

        // Sums in float32, which is how the converter's graphs compute them.
        "attention_softmax_in_fp32", "scale_attention_softmax_in_fp32", "reorder_and_upcast_attn", "attn_logit_upcast", "rms_norm_in_fp32",

        // Generation.
        "max_length", "max_new_tokens", "min_length", "do_sample", "early_stopping", "num_beams", "num_beam_groups", "num_return_sequences", "diversity_penalty", "length_penalty",
        "repetition_penalty", "encoder_no_repeat_ngram_size", "no_repeat_ngram_size", "temperature", "top_k", "top_p", "typical_p", "bad_words_ids", "suppress_tokens",
        "begin_suppress_tokens", "exponential_decay_length_penalty", "remove_invalid_values", "chunk_size_feed_forward",
    ];

    public static bool Contains(string name) =>
        Names.Contains(name)
        || Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))
        || Suffixes.Any(suffix => name.EndsWith(suffix, StringComparison.Ordinal));
}
