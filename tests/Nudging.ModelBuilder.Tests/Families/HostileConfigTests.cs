using System.Text;
using System.Text.Json.Nodes;
using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Conversion;
using Nudging.ModelBuilder.Families;
using Nudging.TestSupport;
using Nudging.TestSupport.Checkpoints;

namespace Nudging.ModelBuilder.Tests.Families;

/// <summary>Configurations with missing, extra and absurd fields give an error that says so, and never another exception.</summary>
public class HostileConfigTests
{
    private static readonly string?[] Values =
    [
        null, "0", "1", "-1", "2", "3", "7", "0.5", "1e-40", "1e300", "-0.0", "2147483647", "2147483648", "4294967296", "9223372036854775807", "1e19", "true", "false",
        "\"\"", "\"silu\"", "\"sliding_attention\"", "\"\\u0000\"", "[]", "[1]", "[1, 0]", "[null]", "[\"full_attention\", \"full_attention\"]", "{}", "{\"rope_type\": \"yarn\"}",
        "{\"rope_type\": \"linear\", \"factor\": 1e-300}", "{\"rope_type\": \"llama3\", \"factor\": 1e30, \"low_freq_factor\": 1, \"high_freq_factor\": 1.0000001}",
        "{\"rope_type\": \"yarn\", \"factor\": 1e30, \"original_max_position_embeddings\": 1, \"beta_fast\": 1e30}", "{\"full_attention\": {}, \"sliding_attention\": 3}",
        "{\"type\": \"longrope\", \"short_factor\": [], \"long_factor\": {}}",
    ];

    public static TheoryData<string> Families => [.. CheckpointConfig.Families];

    [Theory]
    [MemberData(nameof(Families))]
    public void A_changed_field_is_accepted_or_refused_with_a_message(string family)
    {
        using var folder = new TemporaryFolder();
        RandomCheckpoint.Write(folder.Path, family);
        using var checkpoint = Checkpoint.Open(folder.Path);
        JsonObject config = CheckpointConfig.Of(family);
        string[] fields = [.. config.Select(field => field.Key), "head_dim", "rope_scaling", "rope_parameters", "layer_types", "text_config", "partial_rotary_factor", "sliding_window"];
        foreach (string field in fields.Distinct())
        {
            foreach (string? value in Values)
            {
                JsonObject changed = config.DeepClone().AsObject();
                changed[field] = value is null ? null : JsonNode.Parse(value);
                AssertClear(changed, checkpoint, $"{field} = {value ?? "null"}");
            }

            JsonObject without = config.DeepClone().AsObject();
            without.Remove(field);
            AssertClear(without, checkpoint, $"without {field}");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("3")]
    [InlineData("\"llama\"")]
    [InlineData("{\"model_type\": \"llama\", }")]
    [InlineData("{\"model_type\": \"llama\"} {}")]
    [InlineData("{\"text_config\": []}")]
    [InlineData("{\"text_config\": {\"text_config\": {}}}")]
    [InlineData("\uFEFF{}")]
    public void A_file_that_is_not_a_configuration_is_refused(string json)
    {
        using var folder = new TemporaryFolder();
        RandomCheckpoint.Write(folder.Path, "llama");
        File.WriteAllText(folder["config.json"], json);

        Assert.Throws<ModelConversionException>(() =>
        {
            using var checkpoint = Checkpoint.Open(folder.Path);
            DecoderFamily.Describe(ModelConfig.Read(folder.Path), checkpoint);
        });
    }

    [Fact]
    public void Nesting_without_end_is_refused()
    {
        string json = string.Concat(Enumerable.Repeat("{\"text_config\": ", 100_000));

        Assert.Throws<ModelConversionException>(() => ModelConfig.Parse("config.json", Encoding.UTF8.GetBytes(json)));
    }

    private static void AssertClear(JsonObject config, Checkpoint checkpoint, string change)
    {
        Exception? error = Record.Exception(() => DecoderFamily.Describe(ModelConfig.Parse("config.json", Encoding.UTF8.GetBytes(config.ToJsonString())), checkpoint));
        Assert.True(error is null or ModelConversionException, $"With {change}: {error}");
    }
}
