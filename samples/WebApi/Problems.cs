using Nudging.Chat;
using Nudging.Models;

namespace WebApi;

/// <summary>What goes wrong, in HTTP's words.</summary>
internal static class Problems
{
    /// <summary>Statuses by exception; what can be told to a client is no error in the log.</summary>
    public static ExceptionHandlerOptions Handling => new()
    {
        StatusCodeSelector = StatusOf,
        SuppressDiagnosticsCallback = context => StatusOf(context.Exception) != StatusCodes.Status500InternalServerError,
    };

    /// <summary>Says what was wrong with a request; of an error of the server's nothing is told.</summary>
    public static void Describe(ProblemDetailsContext context)
    {
        if (context.Exception is { } exception && StatusOf(exception) != StatusCodes.Status500InternalServerError)
        {
            context.ProblemDetails.Detail = exception.Message;
        }
    }

    private static int StatusOf(Exception exception) => exception switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        ContextLengthExceededException => StatusCodes.Status400BadRequest,
        NudgingQueueFullException => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };
}
