using System.ComponentModel;
using System.Text.Json;
using DemoPair;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Nudging.Chat;
using Nudging.Constraints;
using Nudging.Prompting;

namespace SemanticKernel.Connectors.Nudging.Tests;

/// <summary>Constrained decoding guarantees calls and typed answers that the demo pair does not write without constraints.</summary>
public sealed class GuaranteedOutputTests : IAsyncDisposable
{
    private readonly List<string> _invocations = [];
    private readonly Kernel _kernel;
    private readonly IChatCompletionService _chat;

    public GuaranteedOutputTests()
    {
        IKernelBuilder builder = Kernel.CreateBuilder();
        builder.AddNudgingChatCompletion(DemoPairFiles.BaseModelPath, DemoPairFiles.AlignedModelPath, options => options.MaxOutputTokens = 120);
        builder.Plugins.AddFromFunctions("Lamp",
        [
            KernelFunctionFactory.CreateFromMethod(
                (Room room, int level, bool? warm) =>
                {
                    _invocations.Add($"{room} {level}");
                    return "done";
                },
                "Dim",
                "Dims a lamp."),
            KernelFunctionFactory.CreateFromMethod(
                (DateTime? when, byte guests, TimeSpan? length, Guid room, Dictionary<DayOfWeek, sbyte> plan) =>
                {
                    _invocations.Add($"{when} {guests}");
                    return "done";
                },
                "Book",
                "Books rooms."),
        ]);
        _kernel = builder.Build();
        _chat = _kernel.GetRequiredService<IChatCompletionService>();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => ((ServiceProvider)_kernel.Services).DisposeAsync();

    [Theory]
    [InlineData("What is the capital of Peru?", null)]
    [InlineData("Hello!", 0.9f)]
    public async Task A_required_function_is_called_with_valid_arguments(string question, float? temperature)
    {
        ChatMessageContent message = await _chat.GetChatMessageContentAsync(
            question, Settings(FunctionChoiceBehavior.Required(autoInvoke: false), temperature), _kernel, Cancellation);

        Microsoft.SemanticKernel.FunctionCallContent[] calls = [.. Microsoft.SemanticKernel.FunctionCallContent.GetFunctionCalls(message)];
        Assert.NotEmpty(calls);
        foreach (Microsoft.SemanticKernel.FunctionCallContent call in calls)
        {
            Assert.Null(call.Exception);
            await call.InvokeAsync(_kernel, Cancellation);
        }

        Assert.Equal(calls.Length, _invocations.Count);
    }

    [Theory]
    [InlineData("What is the capital of Peru?", null)]
    [InlineData("What is 7 plus 5?", 0.9f)]
    public async Task An_answer_with_a_type_as_response_format_deserializes_to_that_type(string question, float? temperature)
    {
        NudgingPromptExecutionSettings settings = Settings(null, temperature);
        settings.ResponseFormat = typeof(Order);

        string text = (await _chat.GetChatMessageContentAsync(question, settings, _kernel, Cancellation)).Content!;

        Order order = JsonSerializer.Deserialize<Order>(text, JsonSerializerOptions.Web)!;
        Assert.NotNull(order.Guests);
        Assert.Contains(order.Room, Enum.GetValues<Room>());
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0.9f)]
    public async Task A_limit_that_an_answer_does_not_reach_changes_nothing(float? temperature)
    {
        IChatClient client = _kernel.GetRequiredService<IChatClient>();
        ChatOptions options = new() { Temperature = temperature, Seed = 5, MaxOutputTokens = 1000 };
        options.ResponseFormat = ChatResponseFormat.ForJsonSchema(TypeSchema.Create(typeof(Host)));
        ChatResponse free = await client.GetResponseAsync("Who opens when?", options, Cancellation);
        Assert.Equal(ChatFinishReason.Stop, free.FinishReason);

        // The completion with the fewest bytes may have more tokens than the rest of the answer.
        options.MaxOutputTokens = (int)free.Usage!.OutputTokenCount! + 20;
        Assert.Equal(free.Text, (await client.GetResponseAsync("Who opens when?", options, Cancellation)).Text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1.5f)]
    public async Task A_required_function_gets_arguments_that_its_parameters_hold(float? temperature)
    {
        KernelFunction book = _kernel.Plugins.GetFunction("Lamp", "Book");
        for (int seed = 0; seed < 4; seed++)
        {
            NudgingPromptExecutionSettings settings = Settings(FunctionChoiceBehavior.Required([book], autoInvoke: false, options: new() { AllowParallelCalls = false }), temperature, seed);
            settings.MaxOutputTokens = 700;
            ChatMessageContent message = await _chat.GetChatMessageContentAsync("Book a room on Monday.", settings, _kernel, Cancellation);
            Microsoft.SemanticKernel.FunctionCallContent[] calls = [.. Microsoft.SemanticKernel.FunctionCallContent.GetFunctionCalls(message)];
            Assert.Single(calls);
            foreach (Microsoft.SemanticKernel.FunctionCallContent call in calls)
            {
                Assert.Null(call.Exception);
                await call.InvokeAsync(_kernel, Cancellation);
            }
        }

        Assert.NotEmpty(_invocations);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1.2f)]
    public async Task A_typed_answer_of_the_chat_client_deserializes(float? temperature)
    {
        IChatClient client = _kernel.GetRequiredService<IChatClient>();
        for (int seed = 0; seed < 3; seed++)
        {
            ChatOptions options = new() { Temperature = temperature, Seed = seed, MaxOutputTokens = 400 };
            ChatResponse<Booking> booking = await client.GetResponseAsync<Booking>("Book a room on Monday.", options, cancellationToken: Cancellation);
            Assert.NotNull(booking.Result);

            ChatResponse<Visit> visit = await client.GetResponseAsync<Visit>("Who visits?", options, cancellationToken: Cancellation);
            Assert.True(visit.Result is Guest or Host);

            options.ResponseFormat = ChatResponseFormat.ForJsonSchema(TypeSchema.Create(typeof(Ledger)));
            ChatResponse ledger = await client.GetResponseAsync("What is 7 plus 5?", options, Cancellation);
            Assert.NotNull(JsonSerializer.Deserialize<Ledger>(ledger.Text, AIJsonUtilities.DefaultOptions));
        }
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(1.2f, false)]
    [InlineData(1.2f, true)]
    public async Task A_typed_answer_deserializes_within_each_limit_from_the_smallest(float? temperature, bool isSingleModel)
    {
        NudgingPair pair = _kernel.GetRequiredService<NudgingPair>();
        using IChatClient single = new LanguageModelChatClient(pair.BaseModel, new PlainTextPromptFormatter());
        IChatClient client = isSingleModel ? single : _kernel.GetRequiredService<IChatClient>();
        int smallest = await SmallestLimitAsync(limit => client.GetResponseAsync<Ledger>("What is 7 plus 5?", new ChatOptions { MaxOutputTokens = limit }, cancellationToken: Cancellation));
        foreach (int limit in (int[])[smallest, smallest + 1, smallest + 5, smallest + 12, 2 * smallest])
        {
            ChatOptions options = new() { Temperature = temperature, Seed = limit, MaxOutputTokens = limit };
            ChatResponse<Ledger> ledger = await client.GetResponseAsync<Ledger>("What is 7 plus 5?", options, cancellationToken: Cancellation);

            Assert.True(ledger.Usage!.OutputTokenCount <= limit);
            using var document = JsonDocument.Parse(ledger.Text);
            Assert.Equal(["pages", "year", "balance", "visits"], document.RootElement.EnumerateObject().Select(member => member.Name));
        }
    }

    [Fact]
    public async Task A_required_call_is_complete_within_each_limit_from_the_smallest()
    {
        KernelFunction book = _kernel.Plugins.GetFunction("Lamp", "Book");
        Task<ChatMessageContent> CallAsync(int limit)
        {
            NudgingPromptExecutionSettings settings = Settings(FunctionChoiceBehavior.Required([book], autoInvoke: false), 0.8f, limit);
            settings.MaxOutputTokens = limit;
            return _chat.GetChatMessageContentAsync("Book a room on Monday.", settings, _kernel, Cancellation);
        }

        int smallest = await SmallestLimitAsync(CallAsync);
        foreach (int limit in (int[])[smallest, smallest + 1, smallest + 9, smallest + 40])
        {
            ChatMessageContent message = await CallAsync(limit);
            Microsoft.SemanticKernel.FunctionCallContent[] calls = [.. Microsoft.SemanticKernel.FunctionCallContent.GetFunctionCalls(message)];
            Assert.NotEmpty(calls);
            Assert.True(Assert.IsType<UsageDetails>(message.Metadata!["Usage"]).OutputTokenCount <= limit);
            foreach (Microsoft.SemanticKernel.FunctionCallContent call in calls)
            {
                Assert.Null(call.Exception);
                await call.InvokeAsync(_kernel, Cancellation);
            }
        }
    }

    // A limit of one token is refused with the number of tokens that are needed; one token less is refused, too.
    private static async Task<int> SmallestLimitAsync(Func<int, Task> request)
    {
        ArgumentException refused = await Assert.ThrowsAsync<ArgumentException>(() => request(1));
        int smallest = int.Parse(System.Text.RegularExpressions.Regex.Match(refused.Message, "at least ([0-9]+)").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        await Assert.ThrowsAsync<ArgumentException>(() => request(smallest - 1));
        return smallest;
    }

    private static NudgingPromptExecutionSettings Settings(FunctionChoiceBehavior? functions, float? temperature, int seed = 3) =>
        new() { FunctionChoiceBehavior = functions, Temperature = temperature, Seed = seed };

    [Description("Where")]
    [System.Text.Json.Serialization.JsonConverter(typeof(System.Text.Json.Serialization.JsonStringEnumConverter<Room>))]
    internal enum Room
    {
        Kitchen,
        Küche,
        台所,
    }

    internal sealed record Order(Room Room, int Nights, bool Breakfast, Room[] Guests);

    internal sealed record Booking(DateTime Start, DateOnly? Until, TimeSpan Length, Guid Id, decimal Price, DayOfWeek Day);

    [System.Text.Json.Serialization.JsonDerivedType(typeof(Guest), "guest")]
    [System.Text.Json.Serialization.JsonDerivedType(typeof(Host), "host")]
    internal abstract record Visit;

    internal sealed record Guest(DateTimeOffset Arrival) : Visit;

    internal sealed record Host(TimeOnly Opens, Room Room) : Visit;

    internal sealed record Ledger(byte Pages, int Year, sbyte? Balance, Dictionary<DayOfWeek, ushort> Visits);
}
