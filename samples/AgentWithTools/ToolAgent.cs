using System.Text.Json;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using FunctionCallContent = Microsoft.Extensions.AI.FunctionCallContent;
using FunctionResultContent = Microsoft.Extensions.AI.FunctionResultContent;

namespace AgentWithTools;

/// <summary>An agent over a nudging pair, with the functions of two plugins as tools.</summary>
internal sealed class ToolAgent : IAsyncDisposable
{
    private readonly Kernel _kernel;
    private readonly ChatClientAgent _agent;

    private ToolAgent(Kernel kernel)
    {
        _kernel = kernel;
        _agent = new ChatClientAgent(
            kernel.GetRequiredService<IChatClient>(), name: "Assistant", tools: [.. kernel.Plugins.SelectMany(plugin => plugin.AsAIFunctions(kernel))]);
    }

    public static ToolAgent Create(Arguments arguments)
    {
        IKernelBuilder builder = Kernel.CreateBuilder();
        builder.AddNudgingChatCompletion(arguments.BaseModelPath, arguments.AlignedModelPath, options => options.Threshold = arguments.Threshold ?? options.Threshold);
        builder.Plugins.AddFromType<WeatherPlugin>("Weather");
        builder.Plugins.AddFromType<InventoryPlugin>("Inventory");
        return new ToolAgent(builder.Build());
    }

    /// <summary>Answers one prompt; the agent may call tools before the answer.</summary>
    public async Task<ToolAnswer> AskAsync(string prompt, CancellationToken cancellationToken = default)
    {
        AgentResponse response = await _agent.RunAsync(prompt, cancellationToken: cancellationToken);
        Dictionary<string, object?> results = Contents<FunctionResultContent>(response).ToDictionary(result => result.CallId, result => result.Result);
        return new ToolAnswer(
            [.. Contents<FunctionCallContent>(response).Select(call => new ToolCall(call.Name, Json(call.Arguments), Json(results.GetValueOrDefault(call.CallId))))],
            response.Messages[^1].Text.Trim());
    }

    /// <summary>Disposes the services of the kernel, including the models.</summary>
    public ValueTask DisposeAsync() => ((ServiceProvider)_kernel.Services).DisposeAsync();

    private static IEnumerable<T> Contents<T>(AgentResponse response)
        where T : AIContent => response.Messages.SelectMany(message => message.Contents).OfType<T>();

    private static JsonElement Json(object? value) => JsonSerializer.SerializeToElement(value, AIJsonUtilities.DefaultOptions);
}
