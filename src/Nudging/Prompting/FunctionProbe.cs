using System.Globalization;
using Microsoft.Extensions.AI;

namespace Nudging.Prompting;

/// <summary>A conversation whose calls and results have unique texts, to test whether a template writes the calls and results.</summary>
internal sealed class FunctionProbe
{
    private readonly List<string> _marks = [];

    /// <summary>Initializes a new instance of the <see cref="FunctionProbe"/> class.</summary>
    /// <param name="conversation">The messages; not changed.</param>
    public FunctionProbe(IEnumerable<ChatMessage> conversation) => Messages =
    [
        .. conversation.Select(message =>
        {
            ChatMessage probe = message.Clone();
            probe.Contents = [.. message.Contents.Select(Replace)];
            return probe;
        }),
    ];

    /// <summary>Gets the messages.</summary>
    public List<ChatMessage> Messages { get; }

    /// <summary>Tells whether a prompt has all calls and results.</summary>
    /// <param name="prompt">The prompt.</param>
    public bool IsWholeIn(string prompt) => _marks.TrueForAll(mark => prompt.Contains(mark, StringComparison.Ordinal));

    private AIContent Replace(AIContent content) => content switch
    {
        FunctionCallContent call => new FunctionCallContent(call.CallId, NewMark(), call.Arguments),
        FunctionResultContent result => new FunctionResultContent(result.CallId, NewMark()),
        _ => content,
    };

    private string NewMark()
    {
        _marks.Add(string.Create(CultureInfo.InvariantCulture, $"probe_qzx_{_marks.Count}_xzq"));
        return _marks[^1];
    }
}
