using System.Text.Json.Nodes;
using Nudging.Models;
using Nudging.OnnxRuntime.Folders;
using Nudging.TestSupport;

namespace Nudging.OnnxRuntime.Tests.Folders;

/// <summary>The members of genai_config.json and their defaults.</summary>
public sealed class GenAIConfigReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Missing_members_have_the_defaults_of_onnxruntime_genai()
    {
        DecoderModel.Write(_folder.Path, new());
        Write("""{"model": {"context_length": 100, "decoder": {"num_hidden_layers": 2}}}""");
        ModelSettings config = Read();
        Assert.Equal(
            new TensorNames("input_ids", "attention_mask", "position_ids", "past_key_values.%d.key", "past_key_values.%d.value", "logits", "present.%d.key", "present.%d.value"),
            config.Names);
        Assert.Null(config.BosTokenId ?? config.VocabularySize ?? config.Session.IntraOpThreads ?? config.Session.InterOpThreads);
        Assert.Empty(config.EosTokenIds);
        Assert.Empty(config.Session.Providers);
        Assert.Equal(
            new SearchSettings { DoSample = false, TopK = 50, TopP = 0, Temperature = 1, RepetitionPenalty = 1, SharesBuffer = false, MaxLength = 100 },
            config.Search);

        using var model = OnnxLanguageModel.Load(_folder.Path);
        Assert.Equal(100, model.Info.ContextLength);
        Assert.Equal(320, model.Decoder.Signature.VocabularySize);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("[7]", 7)]
    [InlineData("[7, 265, 9]", 7, 265, 9)]
    [InlineData("[]")]
    [InlineData("null")]
    public void Eos_token_id_is_read_from_a_number_or_an_array(string json, params int[] expected)
    {
        DecoderModel.Write(_folder.Path, new());
        Set(root => root["model"]!["eos_token_id"] = JsonNode.Parse(json));
        Assert.Equal(expected, Read().EosTokenIds);
    }

    [Fact]
    public async Task Each_of_several_EOS_tokens_ends_a_continuation()
    {
        var spec = new DecoderModelSpec { LogitBias = new Dictionary<int, float> { [300] = 10000 } };
        DecoderModel.Write(_folder.Path, spec);
        Set(root => root["model"]!["eos_token_id"] = new JsonArray(5, 300));
        await using var model = OnnxLanguageModel.Load(_folder.Path);
        await using ILanguageModelSession session = model.CreateSession("x");
        Continuation continuation = await session.ContinueAsync("y", new() { MaxTokens = 4 }, TestContext.Current.CancellationToken);
        Assert.Empty(continuation.Tokens);
        Assert.Equal(ContinuationFinishReason.EndOfSequence, continuation.FinishReason);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("null")]
    public void A_missing_or_negative_BOS_token_is_null(string json)
    {
        DecoderModel.Write(_folder.Path, new());
        Set(root => root["model"]!["bos_token_id"] = JsonNode.Parse(json));
        Assert.Null(Read().BosTokenId);
    }

    [Fact]
    public void A_model_with_local_attention_and_a_full_cache_loads()
    {
        DecoderModel.Write(_folder.Path, new() { Window = 8 });
        using var model = OnnxLanguageModel.Load(_folder.Path);
        Assert.Equal([8], model.Decoder.Graph.Windows);
        Assert.Equal(0, model.Decoder.Graph.SlidingCacheWindow);
    }

    [Fact]
    public void A_model_and_a_tokenizer_in_subfolders_load()
    {
        DecoderModel.Write(_folder.Path, new() { ExternalData = true });
        Directory.CreateDirectory(_folder["graph"]);
        Directory.CreateDirectory(_folder["text"]);
        foreach (string name in (string[])["model.onnx", "model.onnx.data"])
        {
            File.Move(_folder[name], _folder["graph/" + name]);
        }

        foreach (string name in (string[])["tokenizer.json", "tokenizer_config.json"])
        {
            File.Move(_folder[name], _folder["text/" + name]);
        }

        Set(root =>
        {
            root["model"]!["decoder"]!["filename"] = "graph/model.onnx";
            root["model"]!["tokenizer_dir"] = "text";
        });
        using var model = OnnxLanguageModel.Load(_folder.Path);
        Assert.NotNull(model.Info.ChatTemplate);
    }

    [Fact]
    public void String_members_of_session_options_become_config_entries()
    {
        DecoderModel.Write(_folder.Path, new());
        Set(root => root["model"]!["decoder"]!["session_options"] = JsonNode.Parse("""
            {
              "intra_op_num_threads": 3, "inter_op_num_threads": 0, "log_id": "x", "enable_mem_pattern": true, "session.set_denormal_as_zero": "1",
              "provider_options": [{"cuda": {"device_id": "1"}}, {"DML": {}}, {"XNNPACK": {"intra_op_num_threads": "2"}}]
            }
            """));
        SessionSettings session = Read().Session;
        Assert.Equal(3, session.IntraOpThreads);
        Assert.Null(session.InterOpThreads);
        Assert.Equal("session.set_denormal_as_zero=1", string.Join(' ', session.ConfigEntries.Select(entry => $"{entry.Key}={entry.Value}")));
        Assert.Equal(["cuda:1", "directml:0", "XNNPACK"], session.Providers.Select(provider => provider.ToString()));
        Assert.Equal("2", session.Providers[2].Options["intra_op_num_threads"]);
    }

    private ModelSettings Read() => ModelSettings.Read(ModelFolder.Open(_folder.Path));

    private void Write(string json) => File.WriteAllText(_folder["genai_config.json"], json);

    private void Set(Action<JsonNode> change)
    {
        JsonNode root = JsonNode.Parse(File.ReadAllText(_folder["genai_config.json"]))!;
        change(root);
        Write(root.ToJsonString());
    }
}
