using Nudging.Chat;
using Nudging.Models;

namespace WebApi;

/// <summary>Maps exceptions to problem details (RFC 9457).</summary>
internal static class Problems
{
    /// <summary>Sets the status according to the exception; client errors are not logged as errors.</summary>
    public static ExceptionHandlerOptions Handling => new()
    {
        StatusCodeSelector = StatusOf,
        SuppressDiagnosticsCallback = context => StatusOf(context.Exception) != StatusCodes.Status500InternalServerError,
    };

    /// <summary>Adds the message of a client error to the response; the messages of server errors are not sent.</summary>
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
