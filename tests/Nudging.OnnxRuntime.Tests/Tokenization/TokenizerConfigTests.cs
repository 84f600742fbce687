using Nudging.OnnxRuntime.Folders;
using Nudging.OnnxRuntime.Tokenization;
using Nudging.TestSupport;

namespace Nudging.OnnxRuntime.Tests.Tokenization;

/// <summary>Reads chat templates and special tokens from the files of a model folder.</summary>
public sealed class TokenizerConfigTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""{ "chat_template": "one" }""", "one", null)]
    [InlineData("""{ "chat_template": [{ "name": "default", "template": "one" }, { "name": "tool_use", "template": "two" }] }""", "one", "two")]
    [InlineData("""{ "chat_template": [{ "name": "rag", "template": "three" }] }""", null, null)]
    [InlineData("""{ "chat_template": null }""", null, null)]
    [InlineData("{}", null, null)]
    public void A_template_is_read_from_a_string_or_a_list(string config, string? chat, string? toolUse)
    {
        TokenizerConfig read = Read(config);

        Assert.Equal(chat, read.ChatTemplate);
        Assert.Equal(toolUse, read.ToolUseChatTemplate);
    }

    [Fact]
    public void A_template_file_takes_precedence_over_tokenizer_config()
    {
        File.WriteAllText(_folder["chat_template.jinja"], "file");
        TokenizerConfig read = Read("""{ "chat_template": [{ "name": "default", "template": "one" }, { "name": "tool_use", "template": "two" }] }""");

        Assert.Equal("file", read.ChatTemplate);
        Assert.Null(read.ToolUseChatTemplate);
    }

    [Theory]
    [InlineData("{}", "processor", "tools")]
    [InlineData("""{ "chat_template": "one" }""", "one", null)]
    public void A_template_of_the_processor_is_read_where_tokenizer_config_has_none(string config, string chat, string? toolUse)
    {
        File.WriteAllText(_folder["chat_template.json"], """{ "chat_template": [{ "name": "default", "template": "processor" }, { "name": "tool_use", "template": "tools" }] }""");
        TokenizerConfig read = Read(config);

        Assert.Equal(chat, read.ChatTemplate);
        Assert.Equal(toolUse, read.ToolUseChatTemplate);
    }

    [Theory]
    [InlineData("""{ "bos_token": "<s>", "eos_token": { "content": "</s>", "lstrip": false } }""", "<s>", "</s>")]
    [InlineData("""{ "bos_token": null }""", null, null)]
    public void A_token_is_read_from_a_string_or_an_object(string config, string? bos, string? eos)
    {
        TokenizerConfig read = Read(config);

        Assert.Equal(bos, read.BosToken);
        Assert.Equal(eos, read.EosToken);
    }

    [Fact]
    public void A_template_that_is_neither_a_string_nor_a_list_is_refused() =>
        Assert.Contains("'chat_template' must be a string", Assert.Throws<ModelLoadException>(() => Read("""{ "chat_template": 5 }""")).Message, StringComparison.Ordinal);

    private TokenizerConfig Read(string config)
    {
        File.WriteAllText(_folder["tokenizer_config.json"], config);
        return TokenizerConfig.Read(ModelFolder.Open(_folder.Path), string.Empty);
    }
}
