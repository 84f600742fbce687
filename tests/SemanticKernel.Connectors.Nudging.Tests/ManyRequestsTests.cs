using System.Text.Json;
using DemoPair;
using Microsoft.Extensions.AI;
using Nudging.Chat;
using Nudging.Decoding;
using Nudging.Models;
using Nudging.OnnxRuntime;
using Nudging.Prompting;

namespace SemanticKernel.Connectors.Nudging.Tests;

/// <summary>Long chats and many requests on the demo pair.</summary>
public sealed class ManyRequestsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_turn_after_turns_of_other_chats_computes_only_its_new_tokens()
    {
        await using NudgingPair pair = Load(3);
        using NudgingChatClient client = new(pair);
        IChatPromptFormatter alignedFormatter = ChatPromptFormatters.ForChatTemplate(pair.AlignedModel.Info);
        string[] questions = [.. Questions(6)];
        List<ChatMessage>[] chats = [[], [], []];
        List<(NudgingPrompts Prompts, NudgingResult Result)> first = [];
        for (int turn = 0; turn < 2; turn++)
        {
            for (int i = 0; i < chats.Length; i++)
            {
                chats[i].Add(new(ChatRole.User, questions[(2 * i) + turn]));
                NudgingPrompts prompts = new(new PlainTextPromptFormatter().Format(chats[i]), alignedFormatter.Format(chats[i]));
                NudgingResult result = await AskAsync(client, chats[i]);
                chats[i].Add(new(ChatRole.Assistant, result.Text));
                if (turn == 0)
                {
                    first.Add((prompts, result));
                    continue;
                }

                await AssertComputesOnlyNewAsync(pair.BaseModel, first[i].Prompts.Base, first[i].Result, prompts.Base, result.BaseUsage);
                await AssertComputesOnlyNewAsync(pair.AlignedModel, first[i].Prompts.Aligned, first[i].Result, prompts.Aligned, result.AlignedUsage);
            }
        }
    }

    [Fact]
    public async Task Parallel_chats_get_the_answers_of_separate_chats()
    {
        List<(List<ChatMessage> Chat, string Answer)> chats = [];
        await using (NudgingPair alone = Load(1))
        {
            using NudgingChatClient client = new(alone);
            foreach (string question in Questions(6))
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
    public async Task A_prompt_longer_than_the_context_is_refused_before_any_pass()
    {
        await using NudgingPair pair = Load(1);
        using NudgingChatClient client = new(pair);
        string longText = string.Join(' ', Enumerable.Repeat("word", pair.BaseModel.Info.ContextLength));
        var error = await Assert.ThrowsAsync<ContextLengthExceededException>(() => client.GetResponseAsync(longText, cancellationToken: Cancellation));
        Assert.Contains($"'{pair.BaseModel.Info.Name}'", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, ((OnnxLanguageModel)pair.BaseModel).Statistics.Passes + ((OnnxLanguageModel)pair.AlignedModel).Statistics.Passes);
    }

    // A model may not have read the last segment, which the other model wrote, and has not read the last token. The tokens
    // at the boundary of two texts may differ from the tokens of each text.
    private static async Task AssertComputesOnlyNewAsync(ILanguageModel model, Prompt firstPrompt, NudgingResult first, Prompt prompt, ModelUsage usage)
    {
        const int BoundaryTokens = 3;
        int unread = await model.CountTokensAsync(first.Segments[^1].Text, Cancellation) + BoundaryTokens;
        int read = await CountPromptTokensAsync(model, firstPrompt + first.Text) - unread;
        Assert.InRange(usage.CachedTokens, read, await CountPromptTokensAsync(model, prompt) - 1);
    }

    private static async Task<int> CountPromptTokensAsync(ILanguageModel model, Prompt prompt)
    {
        await using ILanguageModelSession session = model.CreateSession(prompt);
        return await session.CountPromptTokensAsync(Cancellation);
    }

    private static async Task<NudgingResult> AskAsync(NudgingChatClient client, IEnumerable<ChatMessage> chat) =>
        Assert.IsType<NudgingResult>((await client.GetResponseAsync(chat, new() { MaxOutputTokens = 32 }, Cancellation)).RawRepresentation);

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
