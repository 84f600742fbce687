using System.Text.Json;
using Microsoft.Extensions.AI;
using Nudging.Chat;
using Nudging.Decoding;

namespace Nudging.Tests.Chat;

/// <summary>The chat client offers functions to the aligned model, and returns calls and text separately.</summary>
public sealed class FunctionCallingTests
{
    private static readonly string Rome = CallingPair.Call("Clock_In", """{"city": "Rome", "offset": 1}""");

    private static readonly ChatOptions Clock = new() { Tools = [AIFunctionFactory.Create((string city, int offset) => city, "Clock_In", "Tells the time.")] };

    [Fact]
    public async Task A_tool_call_becomes_function_call_content_with_finish_reason_ToolCalls()
    {
        CallingPair pair = new($"Let me see. {Rome}");
        ChatResponse response = await AskAsync(pair, Clock);

        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
        Assert.Equal("Let me see.", response.Text);
        FunctionCallContent call = Assert.Single(response.Messages[0].Contents.OfType<FunctionCallContent>());
        Assert.Equal("Clock_In", call.Name);
        Assert.Equal("Rome", Assert.IsType<JsonElement>(call.Arguments!["city"]).GetString());
        Assert.Equal(1, Assert.IsType<JsonElement>(call.Arguments["offset"]).GetInt32());
        Assert.Contains("Tells the time.", Assert.Single(pair.Aligned.Prompts), StringComparison.Ordinal);
        Assert.Equal("Question: How late is it?\n", Assert.Single(pair.Base.Prompts));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Updates_add_up_to_the_response(bool leads)
    {
        foreach (string answer in (string[])[Rome, $"Let me see. {Rome}\n{Rome}", $"Let me see. {Rome} and wait", "Let me see", "<tool_call>no</tool_call> so", "<tool_call>"])
        {
            ChatResponse whole = await AskAsync(new(answer), Clock, leads);
            List<ChatResponseUpdate> updates = await StreamAsync(new(answer), Clock, leads);
            ChatResponse coalesced = updates.ToChatResponse();

            Assert.Equal(Show(whole), Show(coalesced));
            Assert.Equal((whole.FinishReason, whole.Text), (coalesced.FinishReason, coalesced.Text));
            Assert.All(updates.SkipLast(1), update => Assert.Single(update.Contents));
            Assert.All(updates.SkipLast(1), update => Assert.IsType<string>(update.AdditionalProperties![NudgingResponseKeys.Source]));
        }
    }

    [Fact]
    public async Task The_aligned_model_alone_writes_a_tool_call_unless_AlignedLeadsToolCalls_is_false()
    {
        ChatResponseUpdate call = Assert.Single(await StreamAsync(new(Rome), Clock), update => update.Contents.Any(content => content is FunctionCallContent));

        Assert.Equal(TextSourceNames.Aligned, call.AdditionalProperties![NudgingResponseKeys.Source]);
        NudgingResult result = Assert.IsType<NudgingResult>((await AskAsync(new(Rome), Clock)).RawRepresentation);
        Assert.Equal([new TextSegment(Rome, TextSource.Aligned)], result.Segments);

        NudgingResult published = Assert.IsType<NudgingResult>((await AskAsync(new(Rome), Clock, leads: false)).RawRepresentation);
        Assert.NotEqual(result.Rounds, published.Rounds);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_AllowMultipleToolCalls_an_answer_has_at_most_one_call_streamed_or_not(bool leads)
    {
        string unknown = CallingPair.Call("Other", "{}");
        ChatOptions options = Clock.Clone();
        options.AllowMultipleToolCalls = false;
        foreach ((string answer, int calls) in ((string, int)[])[
            (Rome + Rome, 1), ($"{Rome}\n{Rome}\n{Rome}", 1), ($"So: {Rome} and {Rome} then", 1), ($"{unknown}\n{Rome}\n{Rome}", 1),
            ($"<tool_call>no</tool_call>\n{Rome}\n{Rome}", 1), ("No call", 0), (unknown, 0)])
        {
            ChatResponse whole = await AskAsync(new(answer), options, leads);
            ChatResponse streamed = (await StreamAsync(new(answer), options, leads)).ToChatResponse();

            Assert.Equal(Show(whole), Show(streamed));
            Assert.Equal(calls, whole.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().Count());
        }
    }

    [Fact]
    public async Task Without_AllowMultipleToolCalls_the_answer_ends_after_the_first_call()
    {
        ChatOptions options = Clock.Clone();
        options.AllowMultipleToolCalls = false;
        ChatResponse response = await AskAsync(new($"{Rome}\n{Rome}"), options);

        Assert.Single(response.Messages[0].Contents.OfType<FunctionCallContent>());
        Assert.Equal((Rome, NudgingStopReason.FunctionCall), (((NudgingResult)response.RawRepresentation!).Text, ((NudgingResult)response.RawRepresentation).StopReason));
        Assert.Equal(2, (await AskAsync(new($"{Rome}\n{Rome}"), Clock)).Messages[0].Contents.OfType<FunctionCallContent>().Count());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_call_of_a_function_that_is_not_offered_is_text_with_a_warning(bool streamed)
    {
        string unknown = CallingPair.Call("Other", "{}");
        CallingPair pair = new(unknown);
        using RecordedLogs logs = new();
        using NudgingChatClient client = new(pair.Create(), new() { Generation = { Lookahead = 4 } }, ownsPair: true, logs.For<NudgingChatClient>());
        ChatResponse response = streamed
            ? await client.GetStreamingResponseAsync("How late is it?", Clock, TestContext.Current.CancellationToken).ToChatResponseAsync(TestContext.Current.CancellationToken)
            : await client.GetResponseAsync("How late is it?", Clock, TestContext.Current.CancellationToken);

        Assert.Equal(unknown, response.Text);
        Assert.DoesNotContain(response.Messages.SelectMany(message => message.Contents), content => content is FunctionCallContent);
        Assert.Contains(logs.Entries, entry => entry.Level == Microsoft.Extensions.Logging.LogLevel.Warning && entry.Event.Id == 2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Parallel_calls_keep_their_order_and_have_different_identifiers(bool leads)
    {
        string[] cities = ["Rome", "Lima", "Oslo", "Rome"];
        string answer = string.Join('\n', cities.Select(city => CallingPair.Call("Clock_In", $"{{\"city\": \"{city}\", \"offset\": 1}}")));
        foreach (IList<ChatMessage> messages in (IList<ChatMessage>[])[(await AskAsync(new(answer), Clock, leads)).Messages, (await StreamAsync(new(answer), Clock, leads)).ToChatResponse().Messages])
        {
            FunctionCallContent[] calls = [.. messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>()];

            Assert.Equal(cities, calls.Select(call => ((JsonElement)call.Arguments!["city"]!).GetString()));
            Assert.Equal(cities.Length, calls.Select(call => call.CallId).Distinct().Count());
        }
    }

    [Fact]
    public async Task Without_functions_the_prompt_offers_none_and_a_call_stays_text()
    {
        ChatOptions none = Clock.Clone();
        none.ToolMode = ChatToolMode.None;
        foreach (ChatOptions? options in (ChatOptions?[])[none, null, new() { Tools = [] }])
        {
            CallingPair pair = new($"Well {Rome}");
            ChatResponse response = await AskAsync(pair, options);

            Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
            Assert.IsType<TextContent>(Assert.Single(response.Messages[0].Contents));
            Assert.DoesNotContain("Clock_In", Assert.Single(pair.Aligned.Prompts), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_required_tool_call_constrains_both_models_to_calls()
    {
        foreach (ChatToolMode mode in (ChatToolMode[])[ChatToolMode.RequireAny, ChatToolMode.RequireSpecific("Clock_In")])
        {
            CallingPair pair = new(Rome);
            ChatOptions options = Clock.Clone();
            options.ToolMode = mode;
            Assert.Equal(ChatFinishReason.ToolCalls, (await AskAsync(pair, options)).FinishReason);

            Assert.All(pair.Base.Samplings.Concat(pair.Aligned.Samplings), sampling => Assert.True(sampling!.Constraint!.Allows(Rome) && !sampling.Constraint.Allows("No.")));
        }

        ChatOptions missing = Clock.Clone();
        missing.ToolMode = ChatToolMode.RequireSpecific("Other");
        Assert.Contains("Other", (await Assert.ThrowsAsync<ArgumentException>(() => AskAsync(new(Rome), missing))).Message, StringComparison.Ordinal);
    }

    private static string Show(ChatResponse response) => string.Join('|', response.Messages[0].Contents.Where(content => content is not UsageContent).Select(content =>
        content is FunctionCallContent call ? call.Name + JsonSerializer.Serialize(call.Arguments, AIJsonUtilities.DefaultOptions) : content.ToString()));

    private static async Task<ChatResponse> AskAsync(CallingPair pair, ChatOptions? options, bool leads = true)
    {
        using NudgingChatClient client = Client(pair, leads);
        return await client.GetResponseAsync("How late is it?", options, TestContext.Current.CancellationToken);
    }

    private static async Task<List<ChatResponseUpdate>> StreamAsync(CallingPair pair, ChatOptions? options, bool leads = true)
    {
        using NudgingChatClient client = Client(pair, leads);
        return await client.GetStreamingResponseAsync("How late is it?", options, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
    }

    private static NudgingChatClient Client(CallingPair pair, bool leads) =>
        new(pair.Create(), new() { Generation = { Lookahead = 4 }, Prompts = { AlignedLeadsToolCalls = leads } }, ownsPair: true);
}
