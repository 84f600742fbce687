using System.Text;
using System.Text.Json.Nodes;
using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Conversion;
using Nudging.ModelBuilder.Decoders;
using Nudging.ModelBuilder.Families;
using Nudging.TestSupport;
using Nudging.TestSupport.Checkpoints;

namespace Nudging.ModelBuilder.Tests.Families;

public class ConfigFuzzTests
{
    private const int Mutations = 400;

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "1", "2", "3", "7", "0.5", "1.5", "1e-300", "1e300", "-0.0", "2147483647", "2147483648", "9223372036854775807", "1e9", "16777216", "\"\"", "\"text\"",
        "\"gelu\"", "\"yarn\"", "\"longrope\"", "[]", "[0]", "[1, 1]", "[\"full_attention\", \"sliding_attention\"]", "[null, null]", "{}", "{\"rope_type\": \"yarn\", \"factor\": 1e38}",
        "{\"rope_type\": \"llama3\", \"factor\": 1e-38, \"low_freq_factor\": 2, \"high_freq_factor\": 1}", "{\"type\": \"longrope\", \"short_factor\": [1], \"long_factor\": [1]}",
        "{\"rope_type\": \"yarn\", \"factor\": 2, \"rope_theta\": 1, \"original_max_position_embeddings\": 1}", "{\"rope_type\": 5}", "{\"full_attention\": {}, \"sliding_attention\": {}}", "[[[[]]]]",
    ];

    public static TheoryData<string> Families => [.. DecoderFamily.ModelTypes];

    [Theory]
    [MemberData(nameof(Families))]
    public void A_configuration_with_changed_removed_and_added_fields_is_read_or_refused(string family)
    {
        using var folder = new TemporaryFolder();
        RandomCheckpoint.Write(folder.Path, family);
        string original = File.ReadAllText(folder["config.json"]);
        using var checkpoint = Checkpoint.Open(folder.Path);
        var random = new Random(family.Length);
        int refused = 0;
        for (int i = 0; i < Mutations; i++)
        {
            JsonObject config = JsonNode.Parse(original)!.AsObject();
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                Change(config, random);
            }

            refused += Read(checkpoint, config.ToJsonString()) ? 0 : 1;
        }

        Assert.InRange(refused, Mutations / 4, Mutations - 1);
    }

    [Fact]
    public void A_configuration_with_changed_bytes_is_read_or_refused()
    {
        using var folder = new TemporaryFolder();
        RandomCheckpoint.Write(folder.Path, "llama");
        byte[] original = File.ReadAllBytes(folder["config.json"]);
        using var checkpoint = Checkpoint.Open(folder.Path);
        var random = new Random(1);
        for (int i = 0; i < 20 * Mutations; i++)
        {
            byte[] bytes = [.. original[..random.Next(random.Next(2) == 0 ? original.Length : original.Length - 1, original.Length + 1)]];
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            Read(checkpoint, bytes);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("3")]
    [InlineData("{")]
    [InlineData("{\"model_type\": \"llama\", \"text_config\": []}")]
    [InlineData("{\"model_type\": 3}")]
    [InlineData("{\"model_type\": \"\\ud800\"}")]
    [InlineData("{\"model_type\": \"llama\", \"\\ud800\": 1}")]
    [InlineData("{\"text_config\": {\"model_type\": \"llama\"}}")]
    public void A_file_that_is_not_a_configuration_is_refused(string json)
    {
        using var folder = new TemporaryFolder();
        RandomCheckpoint.Write(folder.Path, "llama");
        using var checkpoint = Checkpoint.Open(folder.Path);
        Assert.False(Read(checkpoint, json));
    }

    [Fact]
    public void Deep_nesting_is_refused()
    {
        string json = $"{{\"model_type\": {string.Concat(Enumerable.Repeat("[", 100_000))}";
        Assert.Throws<ModelConversionException>(() => ModelConfig.Parse("config.json", Encoding.UTF8.GetBytes(json)));
    }

    private static void Change(JsonObject config, Random random)
    {
        string[] names = [.. config.Select(member => member.Key)];
        string name = names[random.Next(names.Length)];
        switch (random.Next(8))
        {
            case 0:
                config.Remove(name);
                break;
            case 1:
                config["a_new_field"] = JsonNode.Parse(Values[random.Next(Values.Length)]);
                break;
            case 2:
                config[random.Next(2) == 0 ? "rope_scaling" : "rope_parameters"] = JsonNode.Parse(Values[random.Next(Values.Length)]);
                break;
            case 3 when config[name] is JsonObject { Count: > 0 } inner:
                Change(inner, random);
                break;
            default:
                config[name] = JsonNode.Parse(Values[random.Next(Values.Length)]);
                break;
        }
    }

    private static bool Read(Checkpoint checkpoint, string json) => Read(checkpoint, Encoding.UTF8.GetBytes(json));

    // Every exception but the one that names the mistake fails the test.
    private static bool Read(Checkpoint checkpoint, byte[] json)
    {
        try
        {
            DecoderDescription decoder = DecoderFamily.Describe(ModelConfig.Parse("config.json", json), checkpoint);
            Assert.NotEmpty(decoder.Layers);
            return true;
        }
        catch (ModelConversionException e)
        {
            Assert.NotEmpty(e.Message);
            return false;
        }
    }
}
