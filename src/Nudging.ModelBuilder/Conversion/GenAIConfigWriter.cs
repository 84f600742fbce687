using System.Text.Json.Nodes;
using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Decoders;
using Nudging.ModelBuilder.Onnx;

namespace Nudging.ModelBuilder.Conversion;

/// <summary>Writes genai_config.json, with which onnxruntime-genai and this library's engine load a model.</summary>
internal static class GenAIConfigWriter
{
    public const string FileName = "genai_config.json";

    // onnxruntime-genai reserves the keys and values of max_length tokens before the first token.
    private const long MaxReservedBytes = 1L << 30;
    private const int LeastMaxLength = 2048;

    /// <summary>Writes the file.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="decoder">The decoder.</param>
    /// <param name="generation">The special tokens and the sampling defaults.</param>
    /// <param name="rules">The rules of the execution provider.</param>
    public static void Write(string path, DecoderDescription decoder, GenerationConfig generation, TargetRules rules)
    {
        AttentionDescription attention = decoder.Layers[0].Attention;
        var inputs = new JsonObject { ["input_ids"] = "input_ids", ["attention_mask"] = "attention_mask" };
        if (rules.HasPositionIds(decoder))
        {
            inputs["position_ids"] = "position_ids";
        }

        inputs["past_key_names"] = "past_key_values.%d.key";
        inputs["past_value_names"] = "past_key_values.%d.value";
        var model = new JsonObject
        {
            ["context_length"] = decoder.ContextLength,
            ["decoder"] = new JsonObject
            {
                ["session_options"] = new JsonObject { ["log_id"] = "onnxruntime-genai", ["provider_options"] = ProviderOptions(rules.Target) },
                ["filename"] = "model.onnx",
                ["head_size"] = TargetRules.CacheHeadSize(attention.HeadSize),
                ["hidden_size"] = decoder.HiddenSize,
                ["inputs"] = inputs,
                ["outputs"] = new JsonObject
                {
                    ["logits"] = "logits",
                    ["present_key_names"] = "present.%d.key",
                    ["present_value_names"] = "present.%d.value",
                },
                ["num_attention_heads"] = attention.Heads,
                ["num_hidden_layers"] = decoder.Layers.Count,
                ["num_key_value_heads"] = attention.KeyValueHeads,
            },
            ["type"] = decoder.RuntimeType,
            ["vocab_size"] = decoder.VocabularySize,
        };
        AddTokens(model, generation);
        JsonText.Write(path, new() { ["model"] = model, ["search"] = Search(decoder, generation, rules) });
    }

    // onnxruntime-genai refuses null for a token id, and a list for any but the end token.
    private static void AddTokens(JsonObject model, GenerationConfig generation)
    {
        if (generation.BosTokenId is int bos)
        {
            model["bos_token_id"] = bos;
        }

        if (generation.EosTokenIds.Count > 0)
        {
            model["eos_token_id"] = generation.EosTokenIds is [int eos] ? eos : new JsonArray([.. generation.EosTokenIds.Select(id => (JsonNode)id)]);
        }

        if ((generation.PadTokenId ?? generation.EosTokenIds.Cast<int?>().FirstOrDefault()) is int pad)
        {
            model["pad_token_id"] = pad;
        }
    }

    private static JsonObject Search(DecoderDescription decoder, GenerationConfig generation, TargetRules rules)
    {
        long bytesPerToken = decoder.Layers.Sum(layer => 2L * layer.Attention.KeyValueHeads * TargetRules.CacheHeadSize(layer.Attention.HeadSize) * TensorTypes.SizeOf(rules.ActivationType));
        return new()
        {
            ["diversity_penalty"] = 0.0,
            ["do_sample"] = generation.DoSample ?? false,
            ["early_stopping"] = true,
            ["length_penalty"] = 1.0,
            ["max_length"] = (int)Math.Min(decoder.ContextLength, Math.Max(LeastMaxLength, MaxReservedBytes / bytesPerToken)),
            ["min_length"] = 0,
            ["no_repeat_ngram_size"] = 0,
            ["num_beams"] = 1,
            ["num_return_sequences"] = 1,
            ["past_present_share_buffer"] = true,
            ["repetition_penalty"] = 1.0,
            ["temperature"] = generation.Temperature ?? 1.0,
            ["top_k"] = generation.TopK ?? 50,
            ["top_p"] = generation.TopP ?? 1.0,
        };
    }

    private static JsonArray ProviderOptions(ConversionTarget target) => target switch
    {
        ConversionTarget.Cuda => [new JsonObject { ["cuda"] = new JsonObject() }],
        ConversionTarget.DirectML => [new JsonObject { ["dml"] = new JsonObject() }],
        ConversionTarget.WebGpu => [new JsonObject { ["webgpu"] = new JsonObject() }],
        _ => [],
    };
}
