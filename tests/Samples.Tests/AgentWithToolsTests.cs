using System.Text.Json;
using AgentWithTools;
using DemoPair;
using Microsoft.Extensions.AI;
using Nudging.OnnxRuntime;
using Nudging.Prompting;

namespace Samples.Tests;

/// <summary>The agent sample with the demo pair.</summary>
public sealed class AgentWithToolsTests : IClassFixture<AgentWithToolsTests.Agent>
{
    private readonly ToolAgent _agent;

    public AgentWithToolsTests(Agent agent) => _agent = agent.Value;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task At_least_88_percent_of_the_held_out_prompts_lead_to_the_right_call_and_90_percent_of_the_answers_contain_its_result()
    {
        IReadOnlyList<ToolPrompt> prompts = ToolPrompt.Read(DemoPairFiles.ToolPromptsPath);
        Evaluation evaluation = await Evaluation.OfAsync(_agent, prompts, Cancellation);

        Assert.Equal(100, evaluation.Prompts);

        // Measured: 0.90. CPUs round differently, so that tokens with nearly equal probabilities may change places.
        Assert.InRange(evaluation.ToolAccuracy, 0.88, 1);
        Assert.InRange(evaluation.AnswersWithResult, 0.9, 1);
    }

    [Fact]
    public void Held_out_prompts_are_distinct_and_contain_their_arguments()
    {
        IReadOnlyList<ToolPrompt> prompts = ToolPrompt.Read(DemoPairFiles.ToolPromptsPath);

        Assert.Equal(prompts.Count, prompts.Select(prompt => prompt.Prompt).Distinct().Count());
        Assert.All(prompts, prompt => Assert.All(
            prompt.Arguments.EnumerateObject(), argument => Assert.Contains(argument.Value.ToString(), prompt.Prompt, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("What is the capital of Peru?", "Lima")]
    [InlineData("Thank you!", "welcome")]
    public async Task A_prompt_without_a_matching_tool_is_answered_without_a_call(string prompt, string expected)
    {
        ToolAnswer answer = await _agent.AskAsync(prompt, Cancellation);

        Assert.Empty(answer.Calls);
        Assert.Contains(expected, answer.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_has_the_calls_and_the_answer()
    {
        JsonElement json = JsonDocument.Parse(ToolAnswer.ToJson(await _agent.AskAsync("Order 3 canoes.", Cancellation))).RootElement;

        Assert.Equal(["calls", "answer"], json.EnumerateObject().Select(property => property.Name));
        JsonElement call = Assert.Single(json.GetProperty("calls").EnumerateArray());
        Assert.Equal(
            """{"function":"Inventory_Order","arguments":{"item":"canoes","count":3},"result":"number 1846"}""", call.GetRawText());
    }

    [Fact]
    public async Task Text_has_one_line_for_each_call_and_the_answer() => Assert.Equal(
        """
        [Inventory_Order {"item":"canoes","count":3} -> number 1846]
        The answer is number 1846.
        """.ReplaceLineEndings(),
        (await _agent.AskAsync("Order 3 canoes.", Cancellation)).ToString());

    [Fact]
    public void The_chat_template_writes_each_function_in_two_lines_and_calls_and_results_in_the_format_of_Qwen()
    {
        ChatMessage[] messages =
        [
            new(ChatRole.System, "Be kind."),
            new(ChatRole.User, "How warm is it in Lima?"),
            new(ChatRole.Assistant, [new FunctionCallContent("1", "Weather_GetTemperature", new Dictionary<string, object?> { ["city"] = "Lima" })]),
            new(ChatRole.Tool, [new FunctionResultContent("1", "21 degrees")]),
        ];
        AIFunction[] tools =
        [
            AIFunctionFactory.Create((string city) => "", "Weather_GetTemperature", "Gets the temperature in a city."),
            AIFunctionFactory.Create((string item, int? count) => "", "Inventory_Order", "Orders a number of an item."),
            AIFunctionFactory.Create(() => "", "Clock_Now", "Tells the time."),
        ];

        using OnnxLanguageModel aligned = OnnxLanguageModel.Load(DemoPairFiles.AlignedModelPath);
        Assert.Equal(
            """
            <|im_start|>system
            Be kind.
            Tools:
            Gets the temperature in a city.
            Weather_GetTemperature(city:string)
            Orders a number of an item.
            Inventory_Order(item:string,count:integer)
            Tells the time.
            Clock_Now()
            <|im_end|>
            <|im_start|>user
            How warm is it in Lima?<|im_end|>
            <|im_start|>assistant
            <tool_call>
            {"name": "Weather_GetTemperature", "arguments": {"city": "Lima"}}
            </tool_call><|im_end|>
            <|im_start|>user
            <tool_response>
            21 degrees
            </tool_response><|im_end|>
            <|im_start|>assistant

            """.ReplaceLineEndings("\n"),
            ChatPromptFormatters.ForChatTemplate(aligned.Info).Format(messages, tools).Text);
    }

    public sealed class Agent : IAsyncDisposable
    {
        internal ToolAgent Value { get; } = ToolAgent.Create(new Arguments());

        public ValueTask DisposeAsync() => Value.DisposeAsync();
    }
}
