using Nudging.Chat;
using Nudging.TestSupport;
using Nudging.ToolCalls;

namespace Nudging.Tests.ToolCalls;

/// <summary>The format is found in the templates that models come with.</summary>
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
    public void The_template_tells_the_format(string template, ToolCallFormat format)
    {
        string text = File.ReadAllText(SharedData.Require("chat-templates", $"{template}.jinja"));

        Assert.Equal(format, ToolCallSyntax.FormatOf(new() { Name = "m", ProviderName = "test", ContextLength = 1, ChatTemplate = text }));
        Assert.Equal(format, ToolCallSyntax.FormatOf(new() { Name = "m", ProviderName = "test", ContextLength = 1, ChatTemplate = "plain", ToolUseChatTemplate = text }));
    }
}
