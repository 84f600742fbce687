using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using DemoPair;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.AI;
using Nudging.Chat;
using Nudging.Decoding;

namespace WebApi;

/// <summary>A nudging pair behind HTTP: <c>POST /chat</c>, <c>POST /chat/stream</c> and <c>GET /health</c>.</summary>
internal static class ChatApi
{
    /// <summary>Creates the application.</summary>
    /// <param name="args">Configuration, such as <c>--urls URL</c> or <c>--Nudging:BaseModelPath DIR</c>.</param>
    /// <param name="configure">Changes the services; for tests.</param>
    public static WebApplication Create(string[] args, Action<IServiceCollection>? configure = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddNudgingChatCompletion(builder.Configuration.GetSection("Nudging"), configureService: service =>
        {
            service.BaseModelPath ??= DemoPairFiles.BaseModelPath;
            service.AlignedModelPath ??= DemoPairFiles.AlignedModelPath;
        });
        builder.Services.AddHealthChecks().AddNudging();
        builder.Services.AddProblemDetails(options => options.CustomizeProblemDetails = Problems.Describe);
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        configure?.Invoke(builder.Services);

        WebApplication app = builder.Build();
        app.UseExceptionHandler(Problems.Handling);
        app.UseStatusCodePages();
        app.MapHealthChecks("/health");
        app.MapPost("/chat", AnswerAsync);
        app.MapPost("/chat/stream", StreamAsync);
        return app;
    }

    private static async Task<Ok<ChatAnswer>> AnswerAsync(ChatRequest request, IChatClient client, CancellationToken cancellationToken)
    {
        ChatResponse response = await client.GetResponseAsync(request.ToMessages(), request.ToOptions(), cancellationToken);
        return TypedResults.Ok(ChatAnswer.Of((NudgingResult)response.RawRepresentation!));
    }

    private static async Task<ServerSentEventsResult<object>> StreamAsync(ChatRequest request, IChatClient client, CancellationToken cancellationToken)
    {
        IAsyncEnumerator<ChatResponseUpdate> updates =
            client.GetStreamingResponseAsync(request.ToMessages(), request.ToOptions(), cancellationToken).GetAsyncEnumerator(cancellationToken);

        // A request that cannot be served fails here, before the status is sent.
        bool any = await updates.MoveNextAsync();
        return TypedResults.ServerSentEvents(EventsAsync(updates, any, cancellationToken));
    }

    private static async IAsyncEnumerable<SseItem<object>> EventsAsync(
        IAsyncEnumerator<ChatResponseUpdate> updates, bool any, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using (updates)
        {
            for (; any; any = await updates.MoveNextAsync())
            {
                cancellationToken.ThrowIfCancellationRequested();
                ChatResponseUpdate update = updates.Current;
                if (update.Text.Length > 0)
                {
                    yield return new(new ChatSegment((string?)update.AdditionalProperties?[NudgingResponseKeys.Source], update.Text), "segment");
                }

                if (update.RawRepresentation is NudgingResult result)
                {
                    yield return new(ChatAnswer.Of(result), "done");
                }
            }
        }
    }
}
