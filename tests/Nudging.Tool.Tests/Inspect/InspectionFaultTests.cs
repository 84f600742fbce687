using System.Text.Json.Nodes;
using Nudging.OnnxRuntime;
using Nudging.Tests.Chat;
using Nudging.TestSupport;
using Nudging.Tool.Inspect;

namespace Nudging.Tool.Tests.Inspect;

/// <summary>Templates, tokenizers and tool-call markers on which the first request would fail.</summary>
public sealed class InspectionFaultTests : IDisposable
{
    private const string ChatML = AnsweringModel.ChatTemplate;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("{% for message in messages %}{{ message.content }}", "cannot be read")]
    [InlineData("Hello!", "does not write 'What is the first question?' in a chat with a question")]
    [InlineData("{% if tools %}{{ tools.missing.text }}{% endif %}" + ChatML, "fails in a chat with a function: ")]
    public void A_chat_template_that_cannot_write_a_prompt_is_a_fault_of_an_aligned_model(string template, string fault)
    {
        Write("model", template);
        ModelReport report = Load("model").Report;
        Assert.Contains(report.ChatFaults, found => found.Contains(fault, StringComparison.Ordinal));
        Assert.True(report.CanBeBase);
        Assert.False(report.CanBeAligned);
        Assert.Contains(ReportText.Of(report), line => line.Contains("can be      the base model only", StringComparison.Ordinal));
    }

    [Fact]
    public void A_chat_template_that_writes_a_token_without_logits_is_a_fault_of_an_aligned_model()
    {
        Write("model", "<|far|>" + ChatML);
        EditTokenizer("model", root => root["added_tokens"]!.AsArray().Add(Added(5000, "<|far|>")));
        Assert.Contains(Load("model").Report.ChatFaults, fault => fault.Contains("the token 5000; the model has logits for the tokens 0 to 319 only", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("<tool_call>", "<tool")]
    [InlineData("</tool_call>", "call>")]
    public void A_marker_of_tool_calls_that_decoding_changes_is_a_fault_of_an_aligned_model(string marker, string special)
    {
        Write("model", "{# <tool_call> #}" + ChatML);
        EditTokenizer("model", root => root["added_tokens"]!.AsArray().Add(Added(300, special)));
        ModelReport report = Load("model").Report;
        Assert.Contains(report.ChatFaults, fault => fault.Contains($"cannot write '{marker}', a marker of the tool-call format Hermes", StringComparison.Ordinal));
        Assert.True(report.CanBeBase);
        Assert.False(report.CanBeAligned);
    }

    [Fact]
    public void A_marker_of_tool_calls_that_is_a_special_token_is_not_a_fault()
    {
        Write("model", "{# [TOOL_CALLS] #}" + ChatML);
        EditTokenizer("model", root => root["added_tokens"]!.AsArray().Add(Added(300, "[TOOL_CALLS]")));
        Assert.Equal(("Mistral", true), (Load("model").Report.ToolCallFormat, Load("model").Report.CanBeAligned));
    }

    [Theory]
    [InlineData("null", "has no eos_token_id")]
    [InlineData("[]", "has no eos_token_id")]
    [InlineData("[400, 300]", "eos_token_id of the model is 400, 300")]
    public void A_missing_or_unknown_end_token_is_a_fault_of_every_model(string ids, string fault)
    {
        Write("model", ChatML);
        JsonNode root = JsonNode.Parse(File.ReadAllText(_folder["model/genai_config.json"]))!;
        root["model"]!["eos_token_id"] = JsonNode.Parse(ids);
        File.WriteAllText(_folder["model/genai_config.json"], root.ToJsonString());
        ModelReport report = Load("model").Report;
        Assert.Contains(fault, Assert.Single(report.Faults), StringComparison.Ordinal);
        Assert.False(report.CanBeBase);
        Assert.False(report.CanBeAligned);
    }

    [Fact]
    public void A_tokenizer_that_changes_text_is_a_fault_of_every_model()
    {
        Write("model", ChatML);
        EditTokenizer("model", root => root["added_tokens"]!.AsArray().Add(Added(301, "two words")));
        Assert.Contains("changes the text 'two words", Assert.Single(Load("model").Report.Faults), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not JSON", "tokenizer.json")]
    [InlineData(null, "0x41")]
    public void A_tokenizer_that_cannot_be_read_or_lacks_a_byte_is_refused(string? content, string named)
    {
        Write("model", ChatML);
        if (content is not null)
        {
            File.WriteAllText(_folder["model/tokenizer.json"], content);
        }
        else
        {
            EditTokenizer("model", root => root["model"]!["vocab"]!.AsObject().Remove("A"));
        }

        Assert.Contains(named, Assert.Throws<ModelLoadException>(() => Load("model")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspecting_a_pair_with_a_fault_writes_the_fault_and_returns_exit_code_1()
    {
        Write("base", "Hello!");
        Write("aligned", "{{ messages[0].missing.text }}");
        Write("good", ChatML);

        Run faulty = await ToolProcess.RunAsync(["inspect", _folder["base"], _folder["aligned"]]);
        Assert.Equal(1, faulty.ExitCode);
        Assert.Contains("  fits        no: The chat template of the model 'aligned' fails in a chat with a question: ", faulty.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await ToolProcess.RunAsync(["inspect", _folder["aligned"]])).ExitCode);

        // Nudging does not use the chat template of the base model.
        Run good = await ToolProcess.RunAsync(["inspect", _folder["base"], _folder["good"]]);
        Assert.True(good.ExitCode == 0, good.Output + good.Error);
        Assert.Contains("  fits        yes", good.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_demo_pair_fits()
    {
        PairReport pair = PairReport.Of(
            InspectedModel.Load(DemoPair.DemoPairFiles.BaseModelPath, null), InspectedModel.Load(DemoPair.DemoPairFiles.AlignedModelPath, null));
        Assert.Empty(pair.Base.Faults.Concat(pair.Aligned.Faults).Concat(pair.Aligned.ChatFaults));
        Assert.Equal(("Hermes", true), (pair.Aligned.ToolCallFormat, pair.Fits));
    }

    [Theory]
    [InlineData("llama-2")]
    [InlineData("llama-3")]
    [InlineData("gemma-style")]
    [InlineData("mistral")]
    [InlineData("qwen-2.5")]
    [InlineData("phi-3")]
    public void Real_tokenizers_decode_every_encoded_probe_text_to_the_same_text(string family)
    {
        Write("model", ChatML);
        TokenizerFamily.Copy(family, _folder["model"]);
        Assert.DoesNotContain(Load("model").Report.Faults, fault => fault.Contains("changes the text", StringComparison.Ordinal));
    }

    private static JsonObject Added(int id, string content) => new()
    {
        ["id"] = id,
        ["content"] = content,
        ["single_word"] = false,
        ["lstrip"] = false,
        ["rstrip"] = false,
        ["normalized"] = false,
        ["special"] = true,
    };

    private void Write(string name, string template) => DecoderModel.Write(_folder[name], new() { Layers = 1, ChatTemplate = template });

    private void EditTokenizer(string name, Action<JsonNode> edit)
    {
        string path = _folder[$"{name}/tokenizer.json"];
        JsonNode root = JsonNode.Parse(File.ReadAllText(path))!;
        edit(root);
        File.WriteAllText(path, root.ToJsonString());
    }

    private InspectedModel Load(string name) => InspectedModel.Load(_folder[name], null);
}
