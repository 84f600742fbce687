using System.Diagnostics;
using Microsoft.Extensions.AI;
using Nudging.Chat;
using Nudging.Decoding;
using Nudging.Models;

namespace ConsoleChat;

/// <summary>Asks the base model alone, the aligned model alone, and the pair.</summary>
internal sealed class ComparisonRunner(NudgedKernel kernel, int? maxTokens)
{
    private const int DefaultMaxTokens = 128;

    private readonly ChatOptions _options = new() { MaxOutputTokens = maxTokens ?? DefaultMaxTokens };

    /// <summary>The functions that answer a question.</summary>
    public Comparison<Func<string, CancellationToken, Task<Answer>>> Ask => new(
        (question, cancellationToken) => AskAloneAsync(kernel.BaseAlone, TextSourceNames.Base, question, cancellationToken),
        (question, cancellationToken) => AskAloneAsync(kernel.AlignedAlone, TextSourceNames.Aligned, question, cancellationToken),
        AskNudgedAsync);

    private async Task<Answer> AskAloneAsync(IChatClient client, string source, string question, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        ChatResponse response = await client.GetResponseAsync(question, _options, cancellationToken);
        return Answer.Alone(question, (Continuation)response.RawRepresentation!, source, clock.Elapsed);
    }

    private async Task<Answer> AskNudgedAsync(string question, CancellationToken cancellationToken)
    {
        IChatClient client = kernel.Nudged;
        var clock = Stopwatch.StartNew();
        ChatResponse response = await client.GetResponseAsync(question, _options, cancellationToken);
        return Answer.Nudged(question, (NudgingResult)response.RawRepresentation!, clock.Elapsed);
    }
}
