using System.Text.Json;
using DemoPair;
using Microsoft.Extensions.AI;
using Microsoft.ML.OnnxRuntimeGenAI;
using Nudging.ChatTemplates;
using Nudging.Models;
using Nudging.OnnxRuntime;
using Nudging.Prompting;

namespace OnnxRuntimeGenAI.Tests;

/// <summary>The demo pair's folders are read by onnxruntime-genai too, and its answers are ours.</summary>
public sealed class DemoPairTests
{
    private const int AnswerTokens = 64;

    private static readonly string[] Questions =
        [.. File.ReadLines(DemoPairFiles.QuestionsPath).Where((_, index) => index % 11 == 0).Select(line => Text(line, "question")).Take(50)];

    [Fact]
    public async Task Fifty_greedy_answers_of_the_base_model_equal_those_of_genai_token_for_token() =>
        await CompareAnswersAsync(DemoPairFiles.BaseModelPath, (_, question) => $"Question: {question}\n");

    [Fact]
    public async Task Fifty_greedy_answers_of_the_aligned_model_equal_those_of_genai_token_for_token() =>
        await CompareAnswersAsync(DemoPairFiles.AlignedModelPath, (model, question) => Template(model).Format([new(ChatRole.User, question)]).Text);

    [Fact]
    public void A_rendered_chat_template_equals_that_of_genai()
    {
        using OnnxLanguageModel ours = OnnxLanguageModel.Load(DemoPairFiles.AlignedModelPath);
        using Model model = new(DemoPairFiles.AlignedModelPath);
        using Tokenizer tokenizer = new(model);
        ChatMessage[][] chats =
        [
            [new(ChatRole.User, "What is the capital of Peru?")],
            [new(ChatRole.System, "You answer briefly."), new(ChatRole.User, "Hello!\nSecond line, with \"quotes\" and \u00e9\ud83d\ude00.")],
            [new(ChatRole.System, "You answer briefly."), new(ChatRole.User, "Hello!"), new(ChatRole.Assistant, "Hello."), new(ChatRole.User, "Who wrote Bleak House?")],
        ];
        foreach (ChatMessage[] chat in chats)
        {
            string messages = JsonSerializer.Serialize(chat.Select(message => new { role = message.Role.Value, content = message.Text }));
            Assert.Equal(tokenizer.ApplyChatTemplate(ours.Info.ChatTemplate!, messages, "", add_generation_prompt: true), Template(ours).Format(chat).Text);
        }
    }

    private static ChatTemplatePromptFormatter Template(OnnxLanguageModel model) =>
        new(ChatTemplate.Parse(model.Info.ChatTemplate!), model.Info.BosToken, model.Info.EosToken);

    private static async Task CompareAnswersAsync(string folder, Func<OnnxLanguageModel, string, string> formatPrompt)
    {
        await using OnnxLanguageModel ours = OnnxLanguageModel.Load(folder);
        using Model model = new(folder);
        using Tokenizer tokenizer = new(model);
        Assert.Equal(50, Questions.Length);
        foreach (string question in Questions)
        {
            string prompt = formatPrompt(ours, question);
            IReadOnlyList<string> expected = Answer(model, tokenizer, prompt);
            await using ILanguageModelSession session = ours.CreateSession(prompt);
            Continuation actual = await session.ContinueAsync("", new() { MaxTokens = AnswerTokens }, TestContext.Current.CancellationToken);
            Assert.Equal(expected, actual.Tokens.Select(token => token.Text));
        }
    }

    private static List<string> Answer(Model model, Tokenizer tokenizer, string prompt)
    {
        using Sequences ids = tokenizer.Encode(prompt);
        int length = ids[0].Length;
        using GeneratorParams parameters = new(model);
        parameters.SetSearchOption("do_sample", false);
        parameters.SetSearchOption("max_length", length + AnswerTokens);
        using Generator generator = new(model, parameters);
        generator.AppendTokenSequences(ids);
        while (!generator.IsDone())
        {
            generator.GenerateNextToken();
        }

        // An end-of-sequence token does not become part of the sequence.
        using TokenizerStream stream = tokenizer.CreateStream();
        List<string> texts = [];
        foreach (int id in generator.GetSequence(0)[length..])
        {
            texts.Add(stream.Decode(id));
        }

        return texts;
    }

    private static string Text(string line, string name)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        return document.RootElement.GetProperty(name).GetString()!;
    }
}
