using System.Text;
using Nudging.ModelBuilder.Conversion;
using Nudging.ModelBuilder.Hub;

namespace Nudging.ModelBuilder.Tests.Hub;

public sealed class FileSelectionTests : HubTestBase
{
    private const string Index = """{"metadata": {"total_size": 4}, "weight_map": {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}}""";

    [Fact]
    public async Task Needed_files_of_a_checkpoint_are_chosen_and_no_other()
    {
        string[] needed =
        [
            "LICENSE", "README.md", "added_tokens.json", "chat_template.jinja", "config.json", "generation_config.json", "merges.txt",
            "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors", "model.safetensors.index.json",
            "special_tokens_map.json", "tokenizer.json", "tokenizer.model", "tokenizer_config.json", "vocab.json",
        ];
        string[] other =
        [
            ".gitattributes", "consolidated.safetensors", "flax_model.msgpack", "model-00003-of-00003.safetensors", "onnx/model.onnx",
            "original/consolidated.00.pth", "original/params.json", "pytorch_model.bin", "runs/events.out", "tf_model.h5", "training_args.bin", "x/config.json",
        ];
        HubDownloadPlan plan = await PlanAsync([.. needed, .. other]);
        Assert.Equal(HubModelForm.Safetensors, plan.Form);
        Assert.Equal(needed, plan.Files.Select(file => file.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task One_weight_file_goes_before_an_index()
    {
        HubDownloadPlan plan = await PlanAsync(["config.json", "model.safetensors", "model.safetensors.index.json", "model-00001-of-00002.safetensors"]);
        Assert.Equal(["config.json", "model.safetensors"], plan.Files.Select(file => file.Path));
    }

    [Theory]
    [InlineData(ConversionTarget.Cpu, WeightPrecision.Int4, "cpu_and_mobile/cpu-int4-rtn-block-32")]
    [InlineData(ConversionTarget.Cuda, WeightPrecision.Int4, "gpu/gpu-int4")]
    [InlineData(ConversionTarget.Cuda, WeightPrecision.Float16, "cuda/cuda-fp16")]
    [InlineData(ConversionTarget.DirectML, WeightPrecision.Int4, "gpu/gpu-int4")]
    [InlineData(ConversionTarget.Cpu, WeightPrecision.Float32, null)]
    [InlineData(ConversionTarget.WebGpu, WeightPrecision.Int4, null)]
    public async Task A_genai_folder_is_chosen_by_target_and_precision(ConversionTarget target, WeightPrecision precision, string? expected)
    {
        string[] folders = ["cpu_and_mobile/cpu-int4-rtn-block-32", "gpu/gpu-int4", "cuda/cuda-fp16", "npu/qnn-int4"];
        HubDownloadPlan plan = await PlanAsync(
            ["config.json", "model.safetensors", "README.md", .. folders.SelectMany(folder => new[] { $"{folder}/genai_config.json", $"{folder}/model.onnx", $"{folder}/model.onnx.data", $"{folder}/tokenizer.json" })],
            new() { Target = target, Precision = precision });
        Assert.Equal(expected is null ? HubModelForm.Safetensors : HubModelForm.GenAI, plan.Form);
        Assert.Equal(expected ?? string.Empty, plan.Folder);
        if (expected is not null)
        {
            Assert.Equal(
                ["README.md", $"{expected}/genai_config.json", $"{expected}/model.onnx", $"{expected}/model.onnx.data", $"{expected}/tokenizer.json"],
                plan.Files.Select(file => file.Path).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task A_genai_folder_at_the_root_goes_without_checkpoints()
    {
        HubDownloadPlan plan = await PlanAsync(["genai_config.json", "model.onnx", "model.onnx.data", "tokenizer.json", "model.safetensors", "config.json", "picture.png"]);
        Assert.Equal(["config.json", "genai_config.json", "model.onnx", "model.onnx.data", "tokenizer.json"], plan.Files.Select(file => file.Path).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(WeightPrecision.Int4, "onnx/model_q4.onnx")]
    [InlineData(WeightPrecision.Float16, "onnx/model_fp16.onnx")]
    [InlineData(WeightPrecision.Float32, "onnx/model.onnx")]
    [InlineData(WeightPrecision.Int8, "onnx/model_quantized.onnx")]
    public async Task The_variant_of_a_transformers_js_folder_is_chosen_by_precision(WeightPrecision precision, string expected)
    {
        string[] variants = ["model", "model_fp16", "model_q4", "model_quantized"];
        HubDownloadPlan plan = await PlanAsync(
            ["config.json", "tokenizer.json", .. variants.SelectMany(variant => new[] { $"onnx/{variant}.onnx", $"onnx/{variant}.onnx_data" })], new() { Precision = precision });
        Assert.Equal(HubModelForm.TransformersJs, plan.Form);
        Assert.Equal(["config.json", expected, expected + "_data", "tokenizer.json"], plan.Files.Select(file => file.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_form_is_chosen_by_option()
    {
        string[] paths = ["config.json", "genai_config.json", "model.onnx", "model.safetensors", "onnx/model.onnx", "tokenizer.json"];
        foreach (HubModelForm form in Enum.GetValues<HubModelForm>())
        {
            Assert.Equal(form, (await PlanAsync(paths, new() { Form = form })).Form);
        }
    }

    [Theory]
    [InlineData("config.json pytorch_model.bin", "can run code")]
    [InlineData("adapter_config.json adapter_model.safetensors", "an adapter only")]
    [InlineData("model-q4.gguf", "GGUF")]
    [InlineData("README.md", "no weights")]
    public async Task A_repository_without_usable_weights_is_an_error_that_says_why(string paths, string reason)
    {
        HubException exception = await Assert.ThrowsAsync<HubException>(() => PlanAsync(paths.Split(' ')));
        Assert.Equal(HubError.NoUsableFiles, exception.Error);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"weight_map": {}}""")]
    [InlineData("""{"weight_map": {"a": 1}}""")]
    [InlineData("""{"weight_map": {"a": "../secret"}}""")]
    [InlineData("not JSON")]
    public async Task An_index_that_names_no_files_of_the_repository_is_refused(string index)
    {
        Server.Add(Name).Add("config.json", "{}").Add("model.safetensors.index.json", index);
        using var client = new HubClient(Options());
        Assert.Equal(HubError.NoUsableFiles, (await Assert.ThrowsAsync<HubException>(() => client.PlanAsync(Name, cancellationToken: Cancellation))).Error);
    }

    private async Task<HubDownloadPlan> PlanAsync(string[] paths, HubDownloadOptions? options = null)
    {
        var repository = Server.Add(Name);
        foreach (string path in paths)
        {
            repository.Add(path, Encoding.UTF8.GetBytes(path == "model.safetensors.index.json" ? Index : path));
        }

        using var client = new HubClient(Options());
        return await client.PlanAsync(Name, options, Cancellation);
    }
}
