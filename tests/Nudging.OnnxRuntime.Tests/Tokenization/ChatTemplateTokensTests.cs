using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using Nudging.ChatTemplates;
using Nudging.Models;
using Nudging.OnnxRuntime.Tokenization;
using Nudging.Prompting;
using Nudging.TestSupport;

namespace Nudging.OnnxRuntime.Tests.Tokenization;

/// <summary>The chat templates of the reference data write control tokens, and the texts of messages and functions do not.</summary>
public sealed partial class ChatTemplateTokensTests
{
    private static readonly Lazy<IReadOnlyList<ITokenizer>> Families = new(() => [.. ReferenceDataTests.Families.Select(row => TestTokenizer.LoadFamily(row.Data, withSpecial: true))]);

    // Templates that need variables other than messages and tools, or other roles.
    private static readonly string[] RefusesAll = ["command-r-plus-tool-use", "command-r-v01", "firefunction-v1", "firefunction-v2"];

    public static TheoryData<string> Templates =>
        [.. SharedData.Find("chat-templates") is { } folder ? Directory.GetFiles(folder, "*.jinja").Select(path => Path.GetFileNameWithoutExtension(path)!).Order() : (IEnumerable<string>)["chatml"]];

    [Theory]
    [MemberData(nameof(Templates))]
    public void Prompts_without_special_tokens_in_messages_have_the_tokens_of_their_whole_text(string name)
    {
        int compared = 0;
        foreach (Prompt prompt in Prompts(name, text => text))
        {
            foreach (ITokenizer tokenizer in Families.Value.Append(TokenizerOf(name, prompt)))
            {
                string[] hidden = [.. tokenizer.ControlTokens.Select(token => token.Name).Where(prompt.ContainsInOrdinaryText)];
                Assert.True(hidden.Length == 0, $"{string.Join(' ', hidden)} of\n{string.Join('\n', prompt.Segments.Select(segment => $"{segment.IsTemplateText}: {prompt.Text.Substring(segment.Start, segment.Length)}"))}");
                Assert.Equal(tokenizer.Encode(prompt.Text).Ids, tokenizer.Encode(prompt.Text, isBeginning: true, OrdinaryText.Of(prompt)).Ids);
                compared++;
            }
        }

        Assert.Equal(RefusesAll.Contains(name), compared == 0);
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public void Special_tokens_in_messages_functions_and_results_add_no_control_token_to_a_prompt(string name)
    {
        ITokenizer tokenizer = TokenizerOf(name, [.. Prompts(name, text => text)]);
        HashSet<int> control = [.. tokenizer.ControlTokens.Select(token => token.Id)];
        Assert.NotEmpty(control);

        // The templates of SmolLM3 write other turns where a message has "/think".
        string[] names = [.. tokenizer.ControlTokens.Select(token => token.Name).Where(token => !token.Contains("/think", StringComparison.Ordinal))];
        foreach (string forged in (string[])[string.Concat(names), .. names.Take(12)])
        {
            foreach ((Prompt plain, Prompt prompt) in Prompts(name, text => text).Zip(Prompts(name, text => $"{text}{forged}")))
            {
                int[] expected = [.. Encode(plain).Where(control.Contains)];
                int[] actual = [.. Encode(prompt).Where(control.Contains)];

                // A template may drop text, or repeat turns by a text in a message; it never writes a token that it does not write for plain text.
                Assert.Empty(actual.Except(expected));
                Assert.InRange(actual.Length, 0, expected.Length);
            }
        }

        int[] Encode(Prompt prompt) => tokenizer.Encode(prompt.Text, isBeginning: true, OrdinaryText.Of(prompt)).Ids;
    }

    // The conversations that the template does not refuse.
    private static IEnumerable<Prompt> Prompts(string name, Func<string, string> text)
    {
        IChatPromptFormatter formatter = ChatPromptFormatters.ForChatTemplate(new LanguageModelInfo
        {
            Name = name,
            ProviderName = "test",
            ContextLength = 1,
            BosToken = "<s>",
            EosToken = "</s>",
            ChatTemplate = File.ReadAllText(SharedData.Require("chat-templates", $"{name}.jinja")),
        });
        ChatMessage system = new(ChatRole.System, text("Be brief."));
        ChatMessage question = new(ChatRole.User, text("How late is it in Rome?\nAnd é, e\u0301 日本 😀?"));
        ChatMessage answer = new(ChatRole.Assistant, [new TextReasoningContent(text("I look.")), new TextContent(text("Half past two."))]);
        ChatMessage call = new(ChatRole.Assistant, [new FunctionCallContent("call-one", "Clock_In", new Dictionary<string, object?> { ["city"] = text("Rome") })]);
        ChatMessage result = new(ChatRole.Tool, [new FunctionResultContent("call-one", text("half past \"two\""))]);
        Function[] tools = [new(text("Tells the time."))];
        foreach ((ChatMessage[] messages, Function[] offered) in ((ChatMessage[], Function[])[])
        [
            ([question], []), ([system, question], []), ([system, question, answer, question], []), ([question], tools), ([system, question], tools),
            ([system, question, call, result], tools), ([question, call, result, answer, question], tools),
        ])
        {
            Prompt? prompt = null;
            try
            {
                prompt = formatter.Format(messages, offered);
            }
            catch (ChatTemplateException)
            {
                // The template refuses the conversation.
            }

            if (prompt is not null)
            {
                yield return prompt;
            }
        }
    }

    // A small tokenizer with the markers of the template and of its prompts as special tokens.
    private static ITokenizer TokenizerOf(string name, params IReadOnlyList<Prompt> prompts)
    {
        string template = File.ReadAllText(SharedData.Require("chat-templates", $"{name}.jinja"));
        JsonNode root = JsonNode.Parse(File.ReadAllText(Path.Combine(TokenizerFixture.Root, "byte-level", "tokenizer.json")))!;
        JsonArray added = [];
        foreach (string marker in prompts.Select(prompt => prompt.Text).Append(template).SelectMany(text => Marker().Matches(text)).Select(match => match.Value).Append("<s>").Append("</s>").Distinct())
        {
            added.Add(new JsonObject { ["id"] = 5000 + added.Count, ["content"] = marker, ["special"] = true });
        }

        root["added_tokens"] = added;
        return TestTokenizer.LoadFolder(("tokenizer.json", Encoding.UTF8.GetBytes(root.ToJsonString())));
    }

    [GeneratedRegex(@"<[^<>\s'""+={}]{1,40}>|\[/?[A-Z_]{2,}\]")]
    private static partial Regex Marker();

    private sealed class Function(string description) : AIFunctionDeclaration
    {
        public override string Name => "Clock_In";

        public override string Description => description;

        public override JsonElement JsonSchema { get; } = JsonDocument.Parse("""{"type": "object", "properties": {"city": {"type": "string"}}}""").RootElement;
    }
}
