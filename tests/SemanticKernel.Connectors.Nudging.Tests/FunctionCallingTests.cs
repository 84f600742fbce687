using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Nudging.Chat;
using Nudging.Tests.Chat;

namespace SemanticKernel.Connectors.Nudging.Tests;

/// <summary>Function calling through the real Semantic Kernel with scripted models.</summary>
public sealed class FunctionCallingTests : IDisposable
{
    private readonly CallingPair _pair = new($"Let me see. {CallingPair.Call("Clock_In", """{"city": "Rome", "offset": 1}""")}");
    private readonly List<string> _invocations = [];
    private readonly Kernel _kernel;
    private readonly IChatCompletionService _chat;
    private readonly ChatHistory _history = new("Be kind.");

    public FunctionCallingTests()
    {
        IKernelBuilder builder = Kernel.CreateBuilder();
        builder.AddNudgingChatCompletion(_ => _pair.Create(), options => options.Lookahead = 4);
        builder.Plugins.AddFromFunctions("Clock",
        [
            KernelFunctionFactory.CreateFromMethod(
                (string city, int offset) =>
                {
                    _invocations.Add($"{city} {offset}");
                    return "12:30";
                },
                "In",
                "Tells the time."),
        ]);
        _kernel = builder.Build();
        _chat = _kernel.GetRequiredService<IChatCompletionService>();
        _history.AddUserMessage("How late is it in Rome?");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => ((IDisposable)_kernel.Services).Dispose();

    [Fact]
    public async Task A_called_function_is_invoked_and_both_prompts_have_its_result()
    {
        ChatMessageContent answer = await AskAsync(FunctionChoiceBehavior.Auto());

        Assert.Equal(CallingPair.FinalAnswer, answer.Content);
        Assert.Equal(["Rome 1"], _invocations);
        Assert.Contains("Clock_In(city: Rome, offset: 1): 12:30\n", _pair.Base.Prompts.Last(), StringComparison.Ordinal);
        Assert.Contains("<|im_start|>tool\n12:30<|im_end|>", _pair.Aligned.Prompts.Last(), StringComparison.Ordinal);
        Assert.Contains("Let me see.<tool_call>\n{\"name\": \"Clock_In\", \"arguments\": {\"city\": \"Rome\", \"offset\": 1}}\n</tool_call>", _pair.Aligned.Prompts.Last(), StringComparison.Ordinal);
        Assert.Contains("Tells the time.", _pair.Aligned.Prompts.First(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_streamed_answer_invokes_the_same_functions_as_a_whole_answer()
    {
        string text = "";
        await foreach (StreamingChatMessageContent piece in _chat.GetStreamingChatMessageContentsAsync(_history, Settings(FunctionChoiceBehavior.Auto()), _kernel, Cancellation))
        {
            text += piece.Content;
        }

        Assert.Equal("Let me see." + CallingPair.FinalAnswer, text);
        Assert.Equal(["Rome 1"], _invocations);
    }

    [Fact]
    public async Task Without_automatic_invocation_the_caller_invokes_the_function()
    {
        ChatMessageContent message = await AskAsync(FunctionChoiceBehavior.Auto(autoInvoke: false));

        FunctionCallContent call = Assert.Single(FunctionCallContent.GetFunctionCalls(message));
        Assert.Equal(("Clock_In", "Rome"), (call.FunctionName, call.Arguments!["city"]?.ToString()));
        Assert.Equal("Let me see.", message.Content);
        Assert.Empty(_invocations);

        _history.Add(message);
        _history.Add((await call.InvokeAsync(_kernel, Cancellation)).ToChatMessage());
        Assert.Equal(CallingPair.FinalAnswer, (await AskAsync(FunctionChoiceBehavior.Auto(autoInvoke: false))).Content);
        Assert.Equal(["Rome 1"], _invocations);
    }

    [Fact]
    public async Task The_pieces_of_a_streamed_call_build_the_whole_call()
    {
        FunctionCallContentBuilder calls = new();
        await foreach (StreamingChatMessageContent piece in _chat.GetStreamingChatMessageContentsAsync(_history, Settings(FunctionChoiceBehavior.Auto(autoInvoke: false)), _kernel, Cancellation))
        {
            calls.Append(piece);
        }

        FunctionCallContent call = Assert.Single(calls.Build());
        Assert.Equal(("Clock_In", "Rome"), (call.FunctionName, call.Arguments!["city"]?.ToString()));
        Assert.Empty(_invocations);
    }

    [Fact]
    public async Task With_the_behavior_none_the_prompt_has_no_functions()
    {
        await AskAsync(FunctionChoiceBehavior.None());

        Assert.Empty(_invocations);
        Assert.DoesNotContain("Tells the time.", Assert.Single(_pair.Aligned.Prompts), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filter_receives_the_call_and_ends_the_request()
    {
        Filter filter = new();
        _kernel.AutoFunctionInvocationFilters.Add(filter);
        await AskAsync(FunctionChoiceBehavior.Auto());

        Assert.Equal(["In of 1 after 0"], filter.Seen);
        Assert.Equal(["Rome 1"], _invocations);
        Assert.Single(_pair.Aligned.Prompts);
    }

    [Fact]
    public async Task A_call_of_a_function_that_is_not_offered_is_text_and_invokes_nothing()
    {
        _kernel.Plugins.Clear();
        _kernel.Plugins.AddFromFunctions("Other", [KernelFunctionFactory.CreateFromMethod(() => 1, "One")]);
        ChatMessageContent answer = await AskAsync(FunctionChoiceBehavior.Auto());

        Assert.Contains("\"Clock_In\"", answer.Content, StringComparison.Ordinal);
        Assert.DoesNotContain(answer.Items, item => item is Microsoft.SemanticKernel.FunctionCallContent);
        Assert.Empty(_invocations);
        Assert.Single(_pair.Aligned.Prompts);
    }

    private Task<ChatMessageContent> AskAsync(FunctionChoiceBehavior behavior) =>
        _chat.GetChatMessageContentAsync(_history, Settings(behavior), _kernel, Cancellation);

    private static PromptExecutionSettings Settings(FunctionChoiceBehavior behavior) => new() { FunctionChoiceBehavior = behavior };

    private sealed class Filter : IAutoFunctionInvocationFilter
    {
        public List<string> Seen { get; } = [];

        public async Task OnAutoFunctionInvocationAsync(AutoFunctionInvocationContext context, Func<AutoFunctionInvocationContext, Task> next)
        {
            await next(context);
            Seen.Add($"{context.Function.Name} of {context.FunctionCount} after {context.RequestSequenceIndex}");
            context.Terminate = true;
        }
    }
}
