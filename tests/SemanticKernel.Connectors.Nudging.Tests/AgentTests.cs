using System.ComponentModel;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;
using Nudging.Chat;
using Nudging.Tests.Chat;

namespace SemanticKernel.Connectors.Nudging.Tests;

/// <summary>An agent of the Microsoft Agent Framework uses a pair through IChatClient.</summary>
public sealed class AgentTests
{
    [Fact]
    public async Task An_agent_calls_its_tool_and_answers_with_the_result()
    {
        CallingPair pair = new(CallingPair.Call("Clock_In", """{"city": "Rome"}"""));
        using NudgingChatClient client = new(pair.Create(), new() { Generation = { Lookahead = 4 } }, ownsPair: true);
        List<string> cities = [];
        AIFunction clock = AIFunctionFactory.Create(
            ([Description("Which city.")] string city) =>
            {
                cities.Add(city);
                return "12:30";
            },
            "Clock_In",
            "Tells the time.");
        ChatClientAgent agent = new(client, instructions: "Be kind.", tools: [clock]);

        AgentResponse response = await agent.RunAsync("How late is it in Rome?", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(CallingPair.FinalAnswer, response.Text);
        Assert.Equal(["Rome"], cities);
        Assert.StartsWith("Be kind.\n", pair.Base.Prompts.Last(), StringComparison.Ordinal);
    }
}
