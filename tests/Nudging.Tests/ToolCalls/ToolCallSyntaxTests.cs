using Nudging.Chat;
using Nudging.TestSupport;
using Nudging.ToolCalls;

namespace Nudging.Tests.ToolCalls;

/// <summary>The format of tool calls is found in a chat template, and each format has its markers.</summary>
public sealed class ToolCallSyntaxTests
{
    [Theory]
    [InlineData("qwen2.5-instruct", ToolCallFormat.Hermes)]
    [InlineData("qwen3", ToolCallFormat.Hermes)]
    [InlineData("hermes-2-pro-tool-use", ToolCallFormat.Hermes)]
    [InlineData("smollm3", ToolCallFormat.Hermes)]
    [InlineData("llama-3.1-instruct", ToolCallFormat.Llama)]
    [InlineData("llama-3.2-instruct", ToolCallFormat.Llama)]
    [InlineData("mistral-nemo", ToolCallFormat.Mistral)]
    [InlineData("mistral-instruct-v0.3", ToolCallFormat.Mistral)]
    [InlineData("mistral-common-v7", ToolCallFormat.Mistral)]
    [InlineData("phi-4-mini", ToolCallFormat.Phi)]
    [InlineData("firefunction-v2", ToolCallFormat.Phi)]
    [InlineData("granite-3.3", ToolCallFormat.Phi)]
    [InlineData("llama-2-chat", ToolCallFormat.Json)]
    [InlineData("phi-3-mini", ToolCallFormat.Json)]
    public void The_format_of_a_published_template_is_found(string template, ToolCallFormat format)
    {
        string text = File.ReadAllText(SharedData.Require("chat-templates", $"{template}.jinja"));

        Assert.Equal(format, ToolCallFormats.Of(new() { Name = "m", ProviderName = "test", ContextLength = 1, ChatTemplate = text }));
        Assert.Equal(format, ToolCallFormats.Of(new() { Name = "m", ProviderName = "test", ContextLength = 1, ChatTemplate = "plain", ToolUseChatTemplate = text }));
    }

    [Theory]
    [InlineData("{{ '<tool_call>' }}", ToolCallFormat.Hermes)]
    [InlineData("{{ '<|python_tag|>' }}", ToolCallFormat.Llama)]
    [InlineData("{{ '{\"name\": \"f\", \"parameters\": {}}' }}", ToolCallFormat.Llama)]
    [InlineData("[TOOL_CALLS] and <tool_call>", ToolCallFormat.Mistral)]
    [InlineData("<tool_call> and <|tool_call|>", ToolCallFormat.Hermes)]
    [InlineData("<|tool|>", ToolCallFormat.Phi)]
    [InlineData("functools[", ToolCallFormat.Phi)]
    [InlineData("<|im_start|>", ToolCallFormat.Json)]
    [InlineData(null, ToolCallFormat.Json)]
    public void The_format_is_found_by_its_markers_in_a_template(string? template, ToolCallFormat format) =>
        Assert.Equal(format, ToolCallFormats.Of(new() { Name = "m", ProviderName = "test", ContextLength = 1, ChatTemplate = template }));

    [Fact]
    public void Every_format_has_one_syntax_and_no_opener_begins_with_another()
    {
        foreach (ToolCallFormat format in Enum.GetValues<ToolCallFormat>())
        {
            ToolCallSyntax syntax = ToolCallSyntax.Of(format);

            Assert.Single(ToolCallFormats.Syntaxes, other => other.Format == format);
            Assert.All(syntax.Openers, opener => Assert.DoesNotContain(syntax.Openers, other => other != opener && other.Text.StartsWith(opener.Text, StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void Markers_are_the_tags_of_openers_closers_and_headers()
    {
        foreach (ToolCallSyntax syntax in ToolCallFormats.Syntaxes)
        {
            string[] tags =
            [
                .. syntax.Openers.SelectMany(opener => opener.Closers.Append(opener.Marker)).Where(text => text.StartsWith('<') || text.StartsWith("[TOOL", StringComparison.Ordinal)),
            ];

            Assert.All(tags, tag => Assert.Contains(tag, syntax.Markers));
            Assert.All(syntax.Markers.Except(tags), marker => Assert.Contains(marker, (string[])["[CALL_ID]", "[ARGS]"]));
        }
    }

    [Fact]
    public void Markers_that_the_tokenizer_does_not_have_are_listed()
    {
        ToolCallSyntax syntax = ToolCallSyntax.Of(ToolCallFormat.Hermes);

        Assert.Equal(["</tool_call>"], syntax.UnusableMarkers(marker => !marker.Contains('/', StringComparison.Ordinal)));
        Assert.Empty(syntax.UnusableMarkers(_ => true));
        Assert.Empty(ToolCallSyntax.Of(ToolCallFormat.Json).UnusableMarkers(_ => false));
    }
}
