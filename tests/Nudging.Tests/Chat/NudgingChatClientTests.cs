using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Nudging.Chat;
using Nudging.Constraints;
using Nudging.Decoding;
using Nudging.Models;
using Nudging.Prompting;
using Nudging.ToolCalls;

namespace Nudging.Tests.Chat;

/// <summary>Tests of the chat client: the options of a request reach the models, and the response has the data of the answer.</summary>
public sealed class NudgingChatClientTests : IDisposable
{
    private const string Question = "why";

    private readonly AnsweringModel _base = new("base");
    private readonly AnsweringModel _aligned = new("aligned");
    private readonly NudgingPair _pair;
    private readonly RecordingLogger _logger = new();
    private readonly NudgingChatClient _client;

    public NudgingChatClientTests()
    {
        _pair = new(_base, _aligned);
        _client = new(_pair, new() { Generation = { Lookahead = 4 } }, logger: _logger);
    }

    private static string Answer => AnsweringModel.AnswerTo(Question);

    public void Dispose()
    {
        _client.Dispose();
        _pair.Dispose();
    }

    [Fact]
    public async Task A_whole_answer_has_its_metadata_finish_reason_and_nudging_data()
    {
        ChatResponse response = await AskAsync();

        NudgingResult result = Assert.IsType<NudgingResult>(response.RawRepresentation);
        Assert.Equal(Answer, response.Text);
        Assert.Equal("base+aligned", response.ModelId);
        Assert.NotNull(response.ResponseId);
        Assert.NotNull(response.CreatedAt);
        Assert.Null(response.ConversationId);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        foreach (AdditionalPropertiesDictionary? properties in new[] { response.AdditionalProperties, response.Messages[0].AdditionalProperties })
        {
            Assert.Equal("AlignedModelStopped", properties![NudgingResponseKeys.StopReason]);
            Assert.Equal(result.NudgingRatio, properties[NudgingResponseKeys.NudgingRatio]);
            Assert.Equal(result.Rounds.Count, properties[NudgingResponseKeys.Rounds]);
            Assert.Equal(result.OutputTokens, properties[NudgingResponseKeys.OutputTokens]);
            Assert.Equal(Answer, string.Concat(Assert.IsAssignableFrom<IReadOnlyList<TextSegment>>(properties[NudgingResponseKeys.Segments]).Select(segment => segment.Text)));
        }
    }

    [Fact]
    public async Task Usage_counts_both_prompts_and_the_answer()
    {
        ChatResponse response = await AskAsync();

        NudgingResult result = (NudgingResult)response.RawRepresentation!;
        UsageDetails usage = response.Usage!;
        Assert.Equal(AnsweringModel.CountTokens("Question: why\n"), usage.InputTokenCount);
        Assert.Equal(AnsweringModel.CountTokens(Answer), usage.OutputTokenCount);
        Assert.Equal(usage.InputTokenCount + usage.OutputTokenCount, usage.TotalTokenCount);
        Assert.Equal(AnsweringModel.CountTokens("<|im_start|>user\nwhy<|im_end|>\n<|im_start|>assistant\n"), usage.AdditionalCounts!["alignedInputTokens"]);
        Assert.Equal(result.Nudges.Count, usage.AdditionalCounts["nudges"]);
        Assert.Equal(result.Rounds.Count, usage.AdditionalCounts["rounds"]);
    }

    [Fact]
    public async Task The_pieces_of_a_streamed_answer_join_to_the_whole_answer_and_name_their_source()
    {
        List<ChatResponseUpdate> updates = await StreamAsync();
        NudgingResult result = (NudgingResult)(await AskAsync()).RawRepresentation!;

        Assert.Equal(result.Text, string.Concat(updates.Select(update => update.Text)));
        foreach ((TextSource source, string name) in new[] { (TextSource.Base, "base"), (TextSource.Aligned, "aligned") })
        {
            string expected = string.Concat(result.Segments.Where(segment => segment.Source == source).Select(segment => segment.Text));
            Assert.NotEmpty(expected);
            Assert.Equal(expected, string.Concat(updates.SkipLast(1).Where(update => name.Equals(update.AdditionalProperties!["source"])).Select(update => update.Text)));
        }

        Assert.All(updates, update => Assert.Equal(ChatRole.Assistant, update.Role));
        Assert.Single(updates.Select(update => (update.ResponseId, update.MessageId, update.ModelId)).Distinct());
    }

    [Fact]
    public async Task Only_the_last_update_has_the_finish_reason_the_usage_and_the_result()
    {
        List<ChatResponseUpdate> updates = await StreamAsync();

        ChatResponseUpdate last = updates[^1];
        Assert.Equal(ChatFinishReason.Stop, last.FinishReason);
        Assert.IsType<NudgingResult>(last.RawRepresentation);
        Assert.Equal("AlignedModelStopped", last.AdditionalProperties![NudgingResponseKeys.StopReason]);
        Assert.Equal(AnsweringModel.CountTokens(Answer), Assert.Single(last.Contents.OfType<UsageContent>()).Details.OutputTokenCount);
        Assert.All(updates.SkipLast(1), update => Assert.True(update.FinishReason is null && !update.Contents.OfType<UsageContent>().Any()));
    }

    [Fact]
    public async Task Updates_add_up_to_a_response()
    {
        ChatResponse whole = await AskAsync();
        ChatResponse added = (await StreamAsync()).ToChatResponse();

        Assert.Equal(whole.Text, added.Text);
        Assert.Single(added.Messages);
        Assert.Equal(whole.FinishReason, added.FinishReason);
        Assert.Equal(whole.Usage!.TotalTokenCount, added.Usage!.TotalTokenCount);
        Assert.Equal(whole.Usage.AdditionalCounts!["nudges"], added.Usage.AdditionalCounts!["nudges"]);
    }

    [Fact]
    public async Task Each_model_reads_its_own_prompt_of_instructions_history_and_answer_start()
    {
        using NudgingChatClient client = new(_pair, new() { Prompts = { AnswerStart = "You", QuestionPrefix = "Question: Q. " } });
        await client.GetResponseAsync(
            [new(ChatRole.User, "q1"), new(ChatRole.Assistant, "a1"), new(ChatRole.User, Question)],
            new() { Instructions = "Be kind." },
            TestContext.Current.CancellationToken);

        Assert.Equal("Be kind.\nQuestion: Q. q1\na1\nQuestion: Q. why\nYou", Assert.Single(_base.Prompts));
        Assert.Equal(
            "<|im_start|>system\nBe kind.<|im_end|>\n<|im_start|>user\nq1<|im_end|>\n<|im_start|>assistant\na1<|im_end|>\n" +
            "<|im_start|>user\nwhy<|im_end|>\n<|im_start|>assistant\nYou",
            Assert.Single(_aligned.Prompts));
    }

    [Fact]
    public async Task Formatters_in_the_options_write_the_prompts()
    {
        using NudgingPair pair = new(_base, new AnsweringModel("plain", chatTemplate: null));
        using NudgingChatClient client = new(pair, new() { Prompts = { BaseFormatter = new ChatMLPromptFormatter(), AlignedFormatter = new PlainTextPromptFormatter() } });
        await client.GetResponseAsync(Question, cancellationToken: TestContext.Current.CancellationToken);

        Assert.StartsWith("<|im_start|>", Assert.Single(_base.Prompts), StringComparison.Ordinal);
        Assert.Equal("Question: why\n", Assert.Single(((AnsweringModel)pair.AlignedModel).Prompts));
    }

    [Fact]
    public async Task The_base_model_can_read_the_aligned_models_prompt()
    {
        using NudgingChatClient client = new(_pair, new() { Prompts = { BasePrompt = BasePromptStyle.AlignedTemplate, AnswerStart = "You" } });
        await client.GetResponseAsync(Question, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("<|im_start|>user\nwhy<|im_end|>\n<|im_start|>assistant\nYou", Assert.Single(_base.Prompts));
        Assert.Equal(_aligned.Prompts, _base.Prompts);
    }

    [Fact]
    public async Task A_base_formatter_takes_precedence_over_the_style()
    {
        DelegatePromptFormatter last = new(messages => $"Question: {messages.Last().Text.ToUpperInvariant()}\n");
        using NudgingChatClient client = new(_pair, new() { Prompts = { BaseFormatter = last, BasePrompt = BasePromptStyle.AlignedTemplate } });
        await client.GetResponseAsync([new(ChatRole.User, "q1"), new(ChatRole.Assistant, "a1"), new(ChatRole.User, Question)], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("Question: WHY\n", Assert.Single(_base.Prompts));
        Assert.Throws<ArgumentNullException>(() => new DelegatePromptFormatter(null!));
    }

    [Fact]
    public void An_undefined_prompt_style_is_refused_with_name_and_value() =>
        Assert.Contains(
            "BasePrompt is 7; it must be PlainText or AlignedTemplate",
            Assert.Throws<ArgumentOutOfRangeException>(() => new NudgingPromptOptions { BasePrompt = (BasePromptStyle)7 }).Message,
            StringComparison.Ordinal);

    [Fact]
    public void An_unreadable_chat_template_is_refused_by_the_constructor_with_the_name_of_the_model()
    {
        using NudgingPair pair = new(_base, new AnsweringModel("odd", "{{ bos_token"));
        Assert.Contains("'odd'", Assert.Throws<NotSupportedException>(() => new NudgingChatClient(pair)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_of_at_most_n_tokens_ends_with_finish_reason_length()
    {
        ChatResponse response = await AskAsync(new() { MaxOutputTokens = 7 });

        Assert.Equal("You asked me why and this is", response.Text);
        Assert.Equal(7, response.Usage!.OutputTokenCount);
        Assert.Equal(ChatFinishReason.Length, response.FinishReason);
        Assert.Equal("Length", response.AdditionalProperties![NudgingResponseKeys.StopReason]);
    }

    [Theory]
    [InlineData("can tell", "You asked me why and this is all that I ")]
    [InlineData("ll th", "You asked me why and this is a")]
    [InlineData("Yo", "")]
    public async Task A_stop_sequence_ends_the_answer_across_tokens(string stop, string expected)
    {
        ChatResponse response = await AskAsync(new() { StopSequences = [stop] });

        Assert.Equal(expected.TrimEnd(), response.Text.TrimEnd());
        Assert.Equal(response.Text, string.Concat((await StreamAsync(new() { StopSequences = [stop] })).Select(update => update.Text)));
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        Assert.Equal("StopSequence", response.AdditionalProperties![NudgingResponseKeys.StopReason]);
    }

    [Fact]
    public async Task Options_of_a_request_do_not_reach_the_next_request()
    {
        await AskAsync(new() { MaxOutputTokens = 2, StopSequences = ["asked"] });
        Assert.Equal(Answer, (await AskAsync()).Text);
    }

    [Fact]
    public async Task The_threshold_is_read_from_numbers_texts_and_JSON()
    {
        double none = Ratio(await AskAsync(Setting("threshold", 0.0)));
        double all = Ratio(await AskAsync(Setting("threshold", 0.95)));
        Assert.True(none < all);

        foreach (object form in new object[] { 0.95f, 0.95m, "0.95", Json("0.95"), Json("\"0.95\"") })
        {
            Assert.Equal(all, Ratio(await AskAsync(Setting("Threshold", form))));
        }

        static double Ratio(ChatResponse response) => ((NudgingResult)response.RawRepresentation!).NudgingRatio;
    }

    [Fact]
    public async Task The_lookahead_is_read_from_numbers_texts_and_JSON()
    {
        foreach (object form in new object[] { 1000, 1000.0, 1000L, "1000", Json("1000") })
        {
            NudgingResult result = (NudgingResult)(await AskAsync(Setting("lookahead", form))).RawRepresentation!;
            Assert.Equal((1, Answer), (result.Nudges.Count, result.Text));
        }
    }

    [Theory]
    [InlineData("threshold", "high")]
    [InlineData("threshold", true)]
    [InlineData("threshold", -0.1)]
    [InlineData("threshold", double.NaN)]
    [InlineData("lookahead", 0)]
    [InlineData("lookahead", 2.5)]
    [InlineData("lookahead", 1e300)]
    public async Task An_unreadable_or_out_of_range_value_is_refused_with_its_key(string name, object value)
    {
        var exception = await Assert.ThrowsAnyAsync<ArgumentException>(() => AskAsync(Setting(name, value)));
        Assert.Contains(name, exception.Message, StringComparison.OrdinalIgnoreCase);
        await Assert.ThrowsAnyAsync<ArgumentException>(() => StreamAsync(Setting(name, value)));
    }

    [Fact]
    public async Task Limits_out_of_range_are_refused_with_the_name_of_the_option()
    {
        Assert.Contains("MaxOutputTokens", (await Assert.ThrowsAnyAsync<ArgumentException>(() => AskAsync(new() { MaxOutputTokens = 0 }))).Message, StringComparison.Ordinal);
        Assert.Contains("StopSequences", (await Assert.ThrowsAnyAsync<ArgumentException>(() => AskAsync(new() { StopSequences = [""] }))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_of_the_options_that_is_null_is_refused_by_name()
    {
        Assert.Equal("Generation", Assert.Throws<ArgumentNullException>(() => new NudgingChatClientOptions { Generation = null! }).ParamName);
        Assert.Equal("Prompts", Assert.Throws<ArgumentNullException>(() => new NudgingChatClientOptions { Prompts = null! }).ParamName);
    }

    [Fact]
    public async Task Unsupported_response_formats_and_tool_modes_are_refused_by_name_before_any_work()
    {
        JsonElement schema = JsonDocument.Parse("""{"type":"string","pattern":"(?=a)"}""").RootElement;
        Assert.Contains("'pattern' with the look-ahead", (await RefusalOf(new() { ResponseFormat = ChatResponseFormat.ForJsonSchema(schema) })).Message, StringComparison.Ordinal);
        Assert.Contains("ToolMode", (await Assert.ThrowsAsync<ArgumentException>(() => AskAsync(new() { ToolMode = ChatToolMode.RequireAny }))).Message, StringComparison.Ordinal);
        Assert.Empty(_base.Prompts);

        Task<NotSupportedException> RefusalOf(ChatOptions options) => Assert.ThrowsAsync<NotSupportedException>(() => AskAsync(options));
    }

    [Fact]
    public async Task An_option_without_effect_is_warned_of_once()
    {
        ChatOptions options = new()
        {
            Reasoning = new(),
            ModelId = "gpt",
        };
        Assert.Equal(Answer, (await AskAsync(options)).Text);
        Assert.Equal(Answer, (await AskAsync(options)).Text);

        Assert.Equal(["Reasoning", "ModelId"], _logger.Options);
    }

    [Fact]
    public async Task An_option_with_effect_or_without_value_is_not_warned_of()
    {
        await AskAsync(new()
        {
            Temperature = 0.3f,
            TopP = 0.8f,
            TopK = 7,
            FrequencyPenalty = 0.5f,
            Seed = 1,
            ModelId = "base+aligned",
            ResponseFormat = ChatResponseFormat.Text,
            Tools = [AIFunctionFactory.Create(() => 1, "one")],
            ToolMode = ChatToolMode.Auto,
        });

        Assert.Empty(_logger.Options);
    }

    [Fact]
    public async Task Sampling_options_of_a_request_reach_both_models()
    {
        await AskAsync(new() { Temperature = 0.7f, TopP = 0.5f, TopK = 9, Seed = 4 });
        SamplingOptions[] sampled = [_base.Samplings.Last()!, _aligned.Samplings.Last()!];
        Assert.All(sampled, sampling => Assert.Equal((0.7f, (float?)0.5f, 9), (sampling.Temperature, sampling.TopP, sampling.TopK)));
        Assert.NotEqual(sampled[0].Seed, sampled[1].Seed);

        await AskAsync(new() { Temperature = 0.7f, Seed = 4 });
        Assert.Equal(sampled.Select(sampling => sampling.Seed), [_base.Samplings.Last()!.Seed, _aligned.Samplings.Last()!.Seed]);
        Assert.Equal(((float?)0.9f, (float?)1f), (_base.Samplings.Last()!.TopP, _aligned.Samplings.Last()!.TopP));

        await AskAsync(new() { Temperature = 0 });
        Assert.Null(_base.Samplings.Last());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => AskAsync(new() { Temperature = -1 }));
    }

    [Fact]
    public async Task Penalties_and_options_that_have_only_a_key_reach_both_models()
    {
        AdditionalPropertiesDictionary more = new()
        {
            ["min_p"] = 0.25,
            ["repetition_penalty"] = JsonDocument.Parse("1.5").RootElement,
        };
        await AskAsync(new() { FrequencyPenalty = 0.5f, PresencePenalty = -0.5f, AdditionalProperties = more });
        Assert.All([_base.Samplings.Last()!, _aligned.Samplings.Last()!], sampling => Assert.Equal(
            (0f, 0.5f, -0.5f, 1.5f, 0.25f),
            (sampling.Temperature, sampling.FrequencyPenalty, sampling.PresencePenalty, sampling.RepetitionPenalty, sampling.MinP)));
        await Assert.ThrowsAsync<ArgumentException>(() => AskAsync(new() { AdditionalProperties = new() { ["logprobs"] = "perhaps" } }));
        await Assert.ThrowsAsync<NotSupportedException>(() => AskAsync(new() { AdditionalProperties = new() { ["logprobs"] = "true" } }));
    }

    [Fact]
    public async Task A_response_format_constrains_both_models_and_an_engine_that_ignores_the_constraint_throws()
    {
        JsonElement schema = JsonDocument.Parse("""{"enum":["a","b"]}""").RootElement;
        await Assert.ThrowsAsync<InvalidOperationException>(() => AskAsync(new() { ResponseFormat = ChatResponseFormat.ForJsonSchema(schema) }));
        Assert.All([_base.Samplings.Last()!, _aligned.Samplings.Last()!], sampling => Assert.True(sampling.Constraint!.Allows("\"b\"")));
        await Assert.ThrowsAsync<InvalidOperationException>(() => AskAsync(new() { ResponseFormat = ChatResponseFormat.Json }));
        Assert.Same(TextConstraint.JsonObject, _base.Samplings.Last()!.Constraint);
    }

    [Fact]
    public async Task A_conversation_without_a_message_is_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => _client.GetResponseAsync([], cancellationToken: TestContext.Current.CancellationToken));

    [Fact]
    public void GetService_finds_the_metadata_the_pair_and_both_models()
    {
        ChatClientMetadata metadata = _client.GetRequiredService<ChatClientMetadata>();
        Assert.Equal(("nudging", "base+aligned", _base.Info.Location), (metadata.ProviderName, metadata.DefaultModelId, metadata.ProviderUri));
        Assert.Same(_pair, _client.GetService<NudgingPair>());
        Assert.Same(_client, _client.GetService<NudgingChatClient>());
        Assert.Same(_client, _client.GetService<IChatClient>());
        Assert.Same(_base, _client.GetService<ILanguageModel>("base"));
        Assert.Same(_aligned, _client.GetService<ILanguageModel>("aligned"));
        Assert.Null(_client.GetService<ILanguageModel>());
        Assert.Null(_client.GetService<ChatClientMetadata>("key"));
        Assert.Null(_client.GetService<string>());
    }

    [Fact]
    public void Only_a_client_that_owns_the_pair_disposes_the_pair()
    {
        _client.Dispose();
        Assert.Equal(0, _base.Disposals);

        new NudgingChatClient(_pair, ownsPair: true).Dispose();
        Assert.Equal((1, 1), (_base.Disposals, _aligned.Disposals));
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    private static ChatOptions Setting(string name, object value) => new() { AdditionalProperties = new() { [name] = value } };

    private Task<ChatResponse> AskAsync(ChatOptions? options = null) =>
        _client.GetResponseAsync(Question, options, TestContext.Current.CancellationToken);

    private async Task<List<ChatResponseUpdate>> StreamAsync(ChatOptions? options = null)
    {
        List<ChatResponseUpdate> updates = [];
        await foreach (ChatResponseUpdate update in _client.GetStreamingResponseAsync(Question, options, TestContext.Current.CancellationToken))
        {
            updates.Add(update);
        }

        return updates;
    }

    private sealed class RecordingLogger : ILogger<NudgingChatClient>
    {
        public List<object?> Options { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Assert.Equal(LogLevel.Warning, logLevel);
            Options.Add(((IEnumerable<KeyValuePair<string, object?>>)state!).First(pair => pair.Key == "Option").Value);
        }
    }
}
