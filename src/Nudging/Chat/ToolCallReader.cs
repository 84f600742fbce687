using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Nudging.Decoding;
using Nudging.ToolCalls;

namespace Nudging.Chat;

/// <summary>Turns the pieces of an answer into texts and function calls, as soon as their kind is known.</summary>
/// <remarks>
/// Of the white space around calls that stand between two texts, the reader keeps the white space after the calls, or, where no
/// white space follows, the white space before the calls. The reader drops all other white space next to a call, and keeps all
/// other text. A malformed call becomes text.
/// </remarks>
/// <param name="maxCalls">The maximum number of calls to return.</param>
/// <param name="logger">Reports malformed calls.</param>
internal sealed partial class ToolCallReader(int maxCalls, ILogger logger)
{
    // The pieces whose kind is not known yet, and the white space that may stand next to a call.
    private readonly Queue<TextSegment> _waiting = [];
    private readonly List<TextSegment> _whiteSpace = [];
    private int _takenOfFirst;
    private int _position;
    private bool _isBeforeCall;
    private bool _hasText;

    /// <summary>Gets the number of calls that were returned.</summary>
    public int Calls { get; private set; }

    /// <summary>Adds a piece of the answer. The reader returns the piece when the piece's part is known.</summary>
    /// <param name="piece">The piece.</param>
    public void Append(TextSegment piece) => _waiting.Enqueue(piece);

    /// <summary>Reads the parts of the answer that are known.</summary>
    /// <param name="parts">The parts, in order, of text that was appended. Parts that were read before are skipped.</param>
    /// <returns>The contents, and the model that wrote each.</returns>
    public IEnumerable<(AIContent Content, TextSource Source)> Read(IEnumerable<ScannedPart> parts)
    {
        foreach (ScannedPart part in parts.Where(part => part.End > _position))
        {
            List<TextSegment> pieces = Take(part.End - _position);
            _position = part.End;
            if (part.Kind == ScannedPartKind.Calls)
            {
                _isBeforeCall = true;
                foreach (ToolCall call in part.Calls)
                {
                    if (Calls == maxCalls)
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

        return new(ToolCallIdentifier.NewIdentifier(), call.Name, arguments);
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
            // The reader drops white space after calls that begin an answer.
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

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "A part of the answer begins as a function call but is malformed; the part is returned as text. {Reason}")]
    private static partial void LogMalformed(ILogger logger, string reason);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "The model called more functions than the request allows; only the first call is returned.")]
    private static partial void LogLeftOut(ILogger logger);
}
