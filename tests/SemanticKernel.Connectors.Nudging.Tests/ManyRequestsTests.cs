using System.Text.Json;
using DemoPair;
using Microsoft.Extensions.AI;
using Nudging.Chat;
using Nudging.Decoding;
using Nudging.Models;
using Nudging.OnnxRuntime;
using Nudging.Prompting;

namespace SemanticKernel.Connectors.Nudging.Tests;

/// <summary>Long chats and many requests over the real pair.</summary>
public sealed class ManyRequestsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_turn_computes_only_what_is_new_with_other_chats_in_between()
    {
        await using NudgingPair pair = Load(3);
        using NudgingChatClient client = new(pair);
        IChatPromptFormatter alignedFormatter = ChatPromptFormatters.ForChatTemplate(pair.AlignedModel.Info);
        string[] questions = [.. Questions(6)];
        List<ChatMessage>[] chats = [[], [], []];
        for (int turn = 0; turn < 2; turn++)
        {
            for (int i = 0; i < chats.Length; i++)
            {
                string question = questions[(2 * i) + turn];
                chats[i].Add(new(ChatRole.User, question));
                NudgingResult result = await AskAsync(client, chats[i]);
                if (turn > 0)
                {
                    AssertComputesOnly(question, pair.BaseModel, new PlainTextPromptFormatter().Format(chats[i]), result.BaseUsage);
                    AssertComputesOnly(question, pair.AlignedModel, alignedFormatter.Format(chats[i]), result.AlignedUsage);
                }

                chats[i].Add(new(ChatRole.Assistant, result.Text));
            }
        }
    }

    [Fact]
    public async Task Chats_at_once_are_answered_as_each_is_alone()
    {
        List<(List<ChatMessage> Chat, string Answer)> chats = [];
        await using (NudgingPair alone = Load(1))
        {
            using NudgingChatClient client = new(alone);
            foreach (string question in Questions(12))
            {
                List<ChatMessage> chat = [new(ChatRole.User, question)];
                string answer = (await AskAsync(client, chat)).Text;
                chats.Add((chat, answer));
                List<ChatMessage> longer = [.. chat, new(ChatRole.Assistant, answer), new(ChatRole.User, "What is 7 plus 5?")];
                chats.Add((longer, (await AskAsync(client, longer)).Text));
            }
        }

        foreach (int slots in (int[])[1, 4])
        {
            await using NudgingPair pair = Load(slots);
            using NudgingChatClient client = new(pair);
            NudgingResult[] results = await Task.WhenAll(chats.Select(chat => AskAsync(client, chat.Chat)));
            Assert.Equal(chats.Select(chat => chat.Answer), results.Select(result => result.Text));
        }
    }

    [Fact]
    public async Task A_chat_that_fills_a_context_is_refused_before_any_work()
    {
        await using NudgingPair pair = Load(1);
        using NudgingChatClient client = new(pair);
        string flood = string.Join(' ', Enumerable.Repeat("word", pair.BaseModel.Info.ContextLength));
        var error = await Assert.ThrowsAsync<ContextLengthExceededException>(() => client.GetResponseAsync(flood, cancellationToken: Cancellation));
        Assert.Contains($"'{pair.BaseModel.Info.Name}'", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, ((OnnxLanguageModel)pair.BaseModel).Statistics.Passes + ((OnnxLanguageModel)pair.AlignedModel).Statistics.Passes);
    }

    // Of the prompt only the question, what the template writes around it, and where two texts meet.
    private static void AssertComputesOnly(string question, ILanguageModel model, string prompt, ModelUsage usage)
    {
        const int AroundQuestion = 10;
        int computed = model.CountPromptTokens(prompt) - usage.CachedTokens;
        Assert.InRange(computed, 1, model.CountTokens(question) + AroundQuestion);
    }

    private static async Task<NudgingResult> AskAsync(NudgingChatClient client, IEnumerable<ChatMessage> chat) =>
        Assert.IsType<NudgingResult>((await client.GetResponseAsync(chat, new() { MaxOutputTokens = 40 }, Cancellation)).RawRepresentation);

    private static NudgingPair Load(int slots)
    {
        OnnxModelOptions options = new() { MaxConcurrentRequests = slots };
        return new(OnnxLanguageModel.Load(DemoPairFiles.BaseModelPath, options), OnnxLanguageModel.Load(DemoPairFiles.AlignedModelPath, options));
    }

    private static IEnumerable<string> Questions(int count) => File.ReadLines(DemoPairFiles.QuestionsPath)
        .Where((_, i) => i % 31 == 0)
        .Take(count)
        .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("question").GetString()!);
}
