using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Nudging.Decoding;

namespace Nudging.ToolCalls;

/// <summary>Turns the pieces of an answer into texts and function calls, as soon as it is known what they are.</summary>
/// <remarks>
/// White space next to a call is left out, but for that between two texts with calls in between, of which that behind the
/// calls comes, or else that before them. Everything else comes, what cannot be read as text.
/// </remarks>
/// <param name="syntax">How calls are written.</param>
/// <param name="isOffered">Tells whether there is a function of a name.</param>
/// <param name="mostCalls">How many calls are given at most.</param>
/// <param name="logger">Where malformed calls are reported.</param>
internal sealed partial class ToolCallReader(ToolCallSyntax syntax, Predicate<string> isOffered, int mostCalls, ILogger logger)
{
    // Templates of Mistral's models take identifiers of nine letters and digits, and no others.
    private const string IdentifierCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int IdentifierLength = 9;

    private readonly ToolCallScanner _scanner = new(syntax, isOffered);

    // What was read and has not been given, and of it the white space that may turn out to stand next to a call.
    private readonly Queue<TextSegment> _waiting = [];
    private readonly List<TextSegment> _whiteSpace = [];
    private int _takenOfFirst;
    private bool _isBeforeCall;
    private bool _hasText;

    /// <summary>Gets how many calls have come.</summary>
    public int Calls { get; private set; }

    /// <summary>Reads a piece.</summary>
    /// <param name="piece">The piece.</param>
    /// <returns>What is known now, and who wrote it.</returns>
    public IEnumerable<(AIContent Content, TextSource Source)> Read(TextSegment piece)
    {
        _scanner.Append(piece.Text);
        _waiting.Enqueue(piece);
        return Next(isEnd: false);
    }

    /// <summary>Ends the answer.</summary>
    /// <returns>The rest of it.</returns>
    public IEnumerable<(AIContent Content, TextSource Source)> Complete() => Next(isEnd: true);

    private IEnumerable<(AIContent Content, TextSource Source)> Next(bool isEnd)
    {
        int start = _scanner.Position;
        while (_scanner.Next(isEnd) is { } part)
        {
            List<TextSegment> pieces = Take(part.End - start);
            start = part.End;
            if (part.Kind == ScannedKind.Calls)
            {
                _isBeforeCall = true;
                foreach (ToolCall call in part.Calls)
                {
                    if (Calls == mostCalls)
                    {
                        LogLeftOut(logger);
                        break;
                    }

                    Calls++;
                    yield return (Content(call), pieces[0].Source);
                }

                continue;
            }

            if (part.Reason is not null)
            {
                LogMalformed(logger, part.Reason);
            }

            foreach (TextSegment text in pieces.SelectMany(WithoutWhiteSpaceAtEnd))
            {
                yield return (new TextContent(text.Text), text.Source);
            }
        }
    }

    private static FunctionCallContent Content(ToolCall call)
    {
        Dictionary<string, object?> arguments = [];
        foreach (JsonProperty argument in call.Arguments.EnumerateObject())
        {
            arguments[argument.Name] = argument.Value.ValueKind == JsonValueKind.Null ? null : argument.Value;
        }

        return new(RandomNumberGenerator.GetString(IdentifierCharacters, IdentifierLength), call.Name, arguments);
    }

    private List<TextSegment> Take(int length)
    {
        List<TextSegment> pieces = [];
        while (length > 0)
        {
            TextSegment piece = _waiting.Peek();
            int taken = Math.Min(length, piece.Text.Length - _takenOfFirst);
            pieces.Add(piece with { Text = piece.Text.Substring(_takenOfFirst, taken) });
            length -= taken;
            _takenOfFirst += taken;
            if (_takenOfFirst == piece.Text.Length)
            {
                _waiting.Dequeue();
                _takenOfFirst = 0;
            }
        }

        return pieces;
    }

    private List<TextSegment> WithoutWhiteSpaceAtEnd(TextSegment piece)
    {
        if (_isBeforeCall && char.IsWhiteSpace(piece.Text[0]))
        {
            _whiteSpace.Clear();
            _isBeforeCall = false;
        }

        List<TextSegment> known = [];
        string text = piece.Text.TrimEnd();
        if (text.Length > 0)
        {
            // After calls with which the answer began, it begins with text.
            bool isBeginning = !_hasText && Calls > 0;
            known = isBeginning ? [] : [.. _whiteSpace];
            known.Add(piece with { Text = isBeginning ? text.TrimStart() : text });
            _whiteSpace.Clear();
            _isBeforeCall = false;
            _hasText = true;
        }

        if (text.Length < piece.Text.Length)
        {
            _whiteSpace.Add(piece with { Text = piece.Text[text.Length..] });
        }

        return known;
    }

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "What the model wrote begins as a function call and cannot be read as one, so it is given as text. {Reason}")]
    private static partial void LogMalformed(ILogger logger, string reason);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "The model called more functions than the request allows; the first call is given.")]
    private static partial void LogLeftOut(ILogger logger);
}
