using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nudging.TestSupport;
using Nudging.TestSupport.Checkpoints;

namespace Nudging.ModelBuilder.Tests.Reference;

public class CheckpointVariantsTests
{
    private const int Length = 48;

    // Rounding and limits hide a changed number in these.
    private static readonly HashSet<string> WithoutEffect =
    [
        "ministral3: mscale_all_dim 0, window: rope_parameters.mscale",
        "ministral3: mscale_all_dim 0, window: rope_parameters.mscale_all_dim",
        "llama: yarn, mscale without mscale_all_dim: rope_scaling.mscale",
        "llama: yarn, mscale without mscale_all_dim: rope_scaling.mscale_all_dim",
        "llama: head_dim 10, llama3, context as long as the text: rope_scaling.low_freq_factor",
        "mistral: window 1: rope_theta",
        "phi3: longrope, all within the original length: original_max_position_embeddings",
    ];

    public static TheoryData<string> Names => [.. CheckpointVariants.All.Select(variant => variant.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Logits_of_random_checkpoints_are_neither_tiny_nor_huge(string name)
    {
        using var folder = new TemporaryFolder();
        CheckpointVariant variant = Write(folder, name);

        double[][] logits = ReferenceDecoder.Open(folder.Path).Logits(variant.Ids(Length));

        Assert.InRange(logits.Max(row => row.Max(Math.Abs)), 1, 30);
        Assert.All(logits, row => Assert.All(row, value => Assert.True(double.IsFinite(value))));
    }

    [Theory]
    [InlineData("gemma2: default", """{"layer_types": ["full_attention", "sliding_attention"]}""")]
    [InlineData("gemma: hidden_activation wins", """{"hidden_activation": "silu"}""")]
    [InlineData("gpt_neox: default", """{"use_parallel_residual": false}""")]
    [InlineData("llama: yarn without truncation", """{"rope_scaling": {"rope_type": "yarn", "factor": 6.0, "beta_fast": 20, "beta_slow": 2, "original_max_position_embeddings": 1000}}""")]
    [InlineData("mistral: default", """{"sliding_window": 15}""")]
    [InlineData("mistral: default", """{"sliding_window": null}""")]
    [InlineData("qwen3_moe: default", """{"norm_topk_prob": false}""")]
    [InlineData("smollm3: default", """{"no_rope_layers": [0, 1]}""")]
    [InlineData("cohere: default", """{"logit_scale": 0.26}""")]
    public void A_wrong_rule_changes_the_logits_visibly(string name, string change)
    {
        using var folder = new TemporaryFolder();
        CheckpointVariant variant = Write(folder, name);
        double[][] logits = ReferenceDecoder.Open(folder.Path).Logits(variant.Ids(Length));

        Assert.True(Difference(logits, variant, folder.Path, change) > 0.01);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_number_of_the_configuration_changes_the_logits_visibly(string name)
    {
        using var folder = new TemporaryFolder();
        CheckpointVariant variant = Write(folder, name);
        double[][] logits = ReferenceDecoder.Open(folder.Path).Logits(variant.Ids(Length));

        Assert.Multiple([.. Perturbations(variant.Text).Where(perturbation => !WithoutEffect.Contains($"{name}: {perturbation.Field}")).Select<(string Field, string Change), Action>(perturbation => () =>
        {
            double difference = Difference(logits, variant, folder.Path, perturbation.Change);
            Assert.True(difference > 0.01, $"{perturbation.Field} changes the logits by {difference} only.");
        })]);
    }

    private static CheckpointVariant Write(TemporaryFolder folder, string name)
    {
        CheckpointVariant variant = CheckpointVariants.Named(name);
        RandomCheckpoint.Write(folder.Path, variant.Config, variant.Options);
        return variant;
    }

    /// <summary>Computes the greatest difference of the logits that a change of the configuration makes.</summary>
    private static double Difference(double[][] logits, CheckpointVariant variant, string folder, string change)
    {
        var changed = ReferenceDecoder.Open(folder, config => CheckpointConfig.Change(config["text_config"]?.AsObject() ?? config, change));
        return logits.Zip(changed.Logits(variant.Ids(Length)), (a, b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max()).Max();
    }

    /// <summary>Lists changed numbers of a configuration that the model uses.</summary>
    private static IEnumerable<(string Field, string Change)> Perturbations(JsonObject text)
    {
        foreach ((string field, JsonNode? value) in text.Where(entry => IsUsed(text, entry.Key)))
        {
            if (value is JsonValue && Other(field, value) is string other)
            {
                yield return (field, $$"""{"{{field}}": {{other}}}""");
            }
            else if (field is "rope_scaling" or "rope_parameters" && value is JsonObject rope)
            {
                foreach ((string inner, JsonNode? number) in rope.Where(entry => entry.Value is JsonValue && IsUsed(text, entry.Key)))
                {
                    if (Other(inner, number!) is string changed)
                    {
                        JsonObject copy = rope.DeepClone().AsObject();
                        copy[inner] = JsonNode.Parse(changed);
                        yield return ($"{field}.{inner}", new JsonObject { [field] = copy }.ToJsonString());
                    }
                }
            }
        }
    }

    private static bool IsUsed(JsonObject text, string field) => (text["model_type"]!.GetValue<string>(), field) switch
    {
        ("qwen2" or "qwen3" or "qwen3_moe" or "smollm3", "sliding_window") => text["use_sliding_window"]?.GetValue<bool>() == true,
        ("smollm3", "max_window_layers") => false,
        (_, "max_window_layers") => text["use_sliding_window"]?.GetValue<bool>() == true && text["layer_types"] is null,

        // The query scale shows within texts of this length only where the original length is short, and then the limits hide the betas.
        ("ministral3", "beta_fast" or "beta_slow") => false,
        ("phi3", "original_max_position_embeddings") => text["rope_scaling"] is JsonObject,
        _ => true,
    };

    private static string? Other(string field, JsonNode value) => field switch
    {
        "rms_norm_eps" or "layer_norm_eps" or "norm_eps" or "norm_epsilon" or "layer_norm_epsilon" => ReferenceConfig.Number(value) > 0.01 ? "1e-6" : null,
        "num_experts_per_tok" => value.GetValue<int>() == 1 ? "2" : "1",
        "sliding_window" or "max_window_layers" or "sliding_window_pattern" => (ReferenceConfig.Number(value) + 1).ToString(CultureInfo.InvariantCulture),
        "rope_theta" or "rotary_emb_base" or "rope_local_base_freq" or "clip_qkv" or "attn_logit_softcapping" or "final_logit_softcapping" or "query_pre_attn_scalar"
            or "attention_multiplier" or "embedding_multiplier" or "residual_multiplier" or "logits_scaling" or "logit_scale" or "factor" or "low_freq_factor" or "high_freq_factor"
            or "mscale" or "mscale_all_dim" or "attention_factor" or "llama_4_scaling_beta"
            => value.GetValueKind() == JsonValueKind.Number ? (ReferenceConfig.Number(value) * 1.5).ToString(CultureInfo.InvariantCulture) : null,
        "original_max_position_embeddings" or "beta_fast" or "beta_slow" => (ReferenceConfig.Number(value) * 4).ToString(CultureInfo.InvariantCulture),
        "partial_rotary_factor" or "rotary_pct" => (ReferenceConfig.Number(value) / 2).ToString(CultureInfo.InvariantCulture),
        _ => null,
    };
}
