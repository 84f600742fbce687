using System.ComponentModel;
using System.Text.Json;
using DemoPair;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

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

        FunctionCallContent[] calls = [.. FunctionCallContent.GetFunctionCalls(message)];
        Assert.NotEmpty(calls);
        foreach (FunctionCallContent call in calls)
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

    private static NudgingPromptExecutionSettings Settings(FunctionChoiceBehavior? functions, float? temperature) =>
        new() { FunctionChoiceBehavior = functions, Temperature = temperature, Seed = 3 };

    [Description("Where")]
    [System.Text.Json.Serialization.JsonConverter(typeof(System.Text.Json.Serialization.JsonStringEnumConverter<Room>))]
    internal enum Room
    {
        Kitchen,
        Küche,
        台所,
    }

    internal sealed record Order(Room Room, int Nights, bool Breakfast, Room[] Guests);
}
