using Nudging.Decoding;

namespace Nudging.ToolCalls;

/// <summary>Finds the calls in an output.</summary>
/// <param name="syntax">How calls are written.</param>
/// <param name="isOffered">Tells whether there is a function of a name.</param>
internal sealed class ToolCallFinder(ToolCallSyntax syntax, Predicate<string> isOffered) : ICallFinder
{
    /// <inheritdoc/>
    public IReadOnlyList<CallSpan> Find(string text, bool isEnd = false)
    {
        List<CallSpan> calls = [];
        var scanner = new ToolCallScanner(syntax, isOffered);
        scanner.Append(text);
        int start = 0;
        while (scanner.Next(isEnd) is { } part)
        {
            if (part.Kind != ScannedKind.Text)
            {
                calls.Add(new(start, part.End, part.Kind == ScannedKind.Calls ? CallState.Complete : CallState.Malformed));
            }

            start = part.End;
        }

        if (scanner.Pending is { } state)
        {
            calls.Add(new(start, text.Length, state));
        }

        return calls;
    }
}
