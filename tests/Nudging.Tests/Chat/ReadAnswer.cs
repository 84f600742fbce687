using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Nudging.Chat;
using Nudging.Decoding;
using Nudging.ToolCalls;

namespace Nudging.Tests.Chat;

/// <summary>The contents that are read from an answer: texts unchanged, calls as <c>⟨name {arguments}⟩</c>.</summary>
internal sealed class ReadAnswer : ILogger
{
    public string Contents { get; private set; } = "";

    public string Text { get; private set; } = "";

    public List<string> Identifiers { get; } = [];

    public List<string> Warnings { get; } = [];

    public List<(string Text, TextSource Source)> Sources { get; } = [];

    public static ReadAnswer Of(ToolCallFormat format, params IEnumerable<TextSegment> pieces) => Of(format, int.MaxValue, pieces);

    public static ReadAnswer Of(ToolCallFormat format, int maxCalls, IEnumerable<TextSegment> pieces)
    {
        ReadAnswer answer = new();
        ToolCallScanner scanner = new(ToolCallSyntax.Of(format), name => name != "Bob");
        ToolCallReader reader = new(maxCalls, answer);
        StringBuilder text = new();
        foreach (TextSegment piece in pieces)
        {
            text.Append(piece.Text);
            reader.Append(piece);
            answer.Read(reader, Parts(scanner, text, isEnd: false));
        }

        answer.Read(reader, Parts(scanner, text, isEnd: true));
        return answer;
    }

    public static ReadAnswer Of(ToolCallFormat format, string text) => Of(format, new TextSegment(text, TextSource.Aligned));

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Warnings.Add($"{logLevel} {eventId.Id} {formatter(state, exception)}");

    private static IEnumerable<ScannedPart> Parts(ToolCallScanner scanner, StringBuilder text, bool isEnd)
    {
        while (scanner.Next(text.ToString(), isEnd) is { } part)
        {
            yield return part;
        }
    }

    private void Read(ToolCallReader reader, IEnumerable<ScannedPart> parts)
    {
        foreach ((AIContent content, TextSource source) in reader.Read(parts))
        {
            Add(content, source);
        }
    }

    private void Add(AIContent content, TextSource source)
    {
        if (content is FunctionCallContent call)
        {
            Identifiers.Add(call.CallId);
            Contents += $"⟨{call.Name} {JsonSerializer.Serialize(call.Arguments, JsonSerializerOptions.Default)}⟩";
            return;
        }

        string text = Assert.IsType<TextContent>(content).Text;
        Assert.NotEmpty(text);
        Contents += text;
        Text += text;
        Sources.Add((text, source));
    }
}
