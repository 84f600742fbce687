using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.TextGeneration;
using Nudging.Chat;
using Nudging.Models;
using Nudging.OnnxRuntime;
using Nudging.Prompting;
using FunctionCallContent = Microsoft.Extensions.AI.FunctionCallContent;
using FunctionResultContent = Microsoft.Extensions.AI.FunctionResultContent;
using TextContent = Microsoft.Extensions.AI.TextContent;

namespace SemanticKernel.Connectors.Nudging.Tests;

/// <summary>Lone surrogates and unassigned code points in each text of a request, with the demo pair of the repository.</summary>
/// <remarks>A request completes with valid UTF-16, or is refused with an <see cref="ArgumentException"/>; the next request is not affected.</remarks>
public sealed class MalformedUnicodeTests(DemoPairTests.Pair pair) : IClassFixture<DemoPairTests.Pair>
{
    private const string Question = "What is the capital of Peru?";

    private static readonly string[] Texts = ["a\uD800b", "\uDC00", "\uD800", "\uDC00\uD800", "\u0378", "\U000E0FFF", "x\uFFFF"];

    public static TheoryData<string> Places =>
    [
        "system", "user", "assistant", "tool result", "tool result object", "call name", "call identifier", "call argument", "call argument name", "author",
        "call argument JSON", "call argument JSON object", "tool result JSON", "tool result JSON object", "tool result dictionary",
        "instructions", "stop sequence", "function name", "function description", "parameter", "parameter description", "required function", "required enum",
        "enum", "const", "pattern", "title", "property", "required property", "description", "schema name", "reference",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_request_with_malformed_text_completes_with_valid_text_or_is_refused(string place)
    {
        ILanguageModel model = pair.Models.AlignedModel;
        using NudgingChatClient nudging = new(pair.Models);
        using LanguageModelChatClient single = new(model, ChatPromptFormatters.ForChatTemplate(model.Info));
        foreach (IChatClient client in (IChatClient[])[nudging, single])
        {
            string before = await AnswerAsync(client, [new(ChatRole.User, Question)], Options());
            foreach (string text in Texts)
            {
                (List<ChatMessage> messages, ChatOptions options) = Request(place, text);
                await CheckAsync($"{client.GetType().Name} {Show(text)}", () => AnswerAsync(client, messages, options), isSingle: client == single);
            }

            Assert.Equal(before, await AnswerAsync(client, [new(ChatRole.User, Question)], Options()));
        }
    }

    [Fact]
    public async Task A_text_generation_prompt_with_malformed_text_completes_with_valid_text_or_is_refused()
    {
        IKernelBuilder builder = Kernel.CreateBuilder();
        builder.AddNudgingChatCompletion(_ => new(pair.Models.BaseModel, pair.Models.AlignedModel), options => options.MaxOutputTokens = 12);
        Kernel kernel = builder.Build();
        ITextGenerationService service = kernel.GetRequiredService<ITextGenerationService>();

        string? before = (await service.GetTextContentAsync(Question, cancellationToken: Cancellation)).Text;
        foreach (string text in Texts)
        {
            await CheckAsync(Show(text), async () => (await service.GetTextContentAsync(text, cancellationToken: Cancellation)).Text!, isSingle: false);
            await CheckAsync(Show(text), async () => (await service.GetTextContentAsync($"{Question} {text}", cancellationToken: Cancellation)).Text!, isSingle: false);
        }

        Assert.Equal(before, (await service.GetTextContentAsync(Question, cancellationToken: Cancellation)).Text);
    }

    private static async Task CheckAsync(string name, Func<Task<string>> ask, bool isSingle)
    {
        string? answer = null;
        Exception? exception = await Record.ExceptionAsync(async () => answer = await ask());

        // One model alone does not call functions.
        Assert.True(exception is null or ArgumentException || (isSingle && exception is NotSupportedException), $"{name}: {exception}");
        Assert.True(answer is null || IsValid(answer), $"{name}: {Show(answer ?? "")}");
    }

    private static bool IsValid(string text) => new UnicodeEncoding(false, false, throwOnInvalidBytes: true) is var encoding && Record.Exception(() => encoding.GetByteCount(text)) is null;

    private static string Show(string text) => string.Join(' ', text.Select(unit => $"{(int)unit:X4}"));

    private static async Task<string> AnswerAsync(IChatClient client, List<ChatMessage> messages, ChatOptions options)
    {
        ChatResponse whole = await client.GetResponseAsync(messages, options, Cancellation);
        ChatResponse streamed = await client.GetStreamingResponseAsync(messages, options, Cancellation).ToChatResponseAsync(Cancellation);
        Assert.Equal(All(whole), All(streamed));
        return All(whole);

        static string All(ChatResponse response) => string.Concat(response.Messages.SelectMany(message => message.Contents).Select(content => content switch
        {
            TextContent text => text.Text,
            FunctionCallContent call => call.Name + string.Concat(call.Arguments!.Select(argument => $"{argument.Key}{argument.Value}")),
            _ => "",
        }));
    }

    private static ChatOptions Options() => new() { MaxOutputTokens = 60, Temperature = 0 };

    private static (List<ChatMessage> Messages, ChatOptions Options) Request(string place, string text)
    {
        ChatOptions options = Options();
        string At(string name, string other) => name == place ? text : other;
        List<ChatMessage> messages = [new(ChatRole.System, At("system", "Be kind.")), new(ChatRole.User, At("user", Question)) { AuthorName = At("author", "Ann") }];
        if (place == "assistant" || place.StartsWith("tool result", StringComparison.Ordinal) || place.StartsWith("call", StringComparison.Ordinal))
        {
            string id = At("call identifier", "1");
            JsonObject json = new() { ["a"] = new JsonObject { [text] = text } };
            object result = place switch
            {
                "tool result object" => new Dictionary<string, object?> { [text] = text },
                "tool result JSON" => Parse(text),
                "tool result JSON object" => Parse(json),
                "tool result dictionary" => new Dictionary<string, object?> { ["a"] = Parse(text) },
                _ => At("tool result", "Lima"),
            };
            object argument = place switch { "call argument JSON" => Parse(text), "call argument JSON object" => Parse(json), _ => At("call argument", "Peru") };
            messages.Add(new(ChatRole.Assistant,
            [
                new TextContent(At("assistant", "Let me see.")),
                new FunctionCallContent(id, At("call name", "Find"), new Dictionary<string, object?> { [At("call argument name", "city")] = argument }),
            ]));
            messages.Add(new(ChatRole.Tool, [new FunctionResultContent(id, result)]));
            messages.Add(new(ChatRole.User, Question));
        }

        options.Instructions = place == "instructions" ? text : null;
        options.StopSequences = place == "stop sequence" ? [text, "zq"] : null;
        bool isRequired = place is "required function" or "required enum";
        if (isRequired || place.StartsWith("function", StringComparison.Ordinal) || place.StartsWith("parameter", StringComparison.Ordinal))
        {
            string name = place is "function name" or "required function" ? text : "Find";
            JsonObject parameter = new() { ["type"] = "string", ["description"] = At("parameter description", "A city."), ["enum"] = new JsonArray(At("required enum", "Peru")) };
            JsonObject parameters = new() { ["type"] = "object", ["properties"] = new JsonObject { [At("parameter", "city")] = parameter } };
            options.Tools = [AIFunctionFactory.CreateDeclaration(name, At("function description", "Finds a city."), Parse(parameters))];
            options.ToolMode = isRequired ? ChatToolMode.RequireAny : ChatToolMode.Auto;
        }

        JsonObject? schema = place switch
        {
            "enum" => new() { ["enum"] = new JsonArray(text) },
            "const" => new() { ["const"] = text },
            "pattern" => new() { ["type"] = "string", ["pattern"] = $"^{text}$" },
            "title" or "description" => new() { ["type"] = "boolean", [place] = text },
            "property" => new() { ["type"] = "object", ["properties"] = new JsonObject { [text] = new JsonObject { ["type"] = "boolean" } }, ["additionalProperties"] = false },
            "required property" => new() { ["type"] = "object", ["required"] = new JsonArray(text), ["properties"] = new JsonObject { [text] = new JsonObject { ["type"] = "boolean" } } },
            "reference" => new() { ["$ref"] = $"#/$defs/{text}", ["$defs"] = new JsonObject { [text] = new JsonObject { ["type"] = "boolean" } } },
            "schema name" => new() { ["type"] = "boolean" },
            _ => null,
        };
        options.ResponseFormat = schema is null ? null : ChatResponseFormat.ForJsonSchema(Parse(schema), At("schema name", "answer"), At("schema name", "An answer."));
        return (messages, options);
    }

    // A document keeps a lone surrogate as an escape sequence, as the body of a request does.
    private static System.Text.Json.JsonElement Parse(JsonNode json) => System.Text.Json.JsonDocument.Parse(Escaped(json)).RootElement;

    private static string Escaped(JsonNode? node) => node switch
    {
        JsonObject members => $"{{{string.Join(',', members.Select(member => $"{Quoted(member.Key)}:{Escaped(member.Value)}"))}}}",
        JsonArray items => $"[{string.Join(',', items.Select(Escaped))}]",
        JsonValue value when value.TryGetValue(out string? text) => Quoted(text),
        _ => node?.ToJsonString() ?? "null",
    };

    private static string Quoted(string text) => $"\"{string.Concat(text.Select(unit => $"\\u{(int)unit:X4}"))}\"";
}
