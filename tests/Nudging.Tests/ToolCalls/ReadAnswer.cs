using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Nudging.Chat;
using Nudging.Decoding;
using Nudging.ToolCalls;

namespace Nudging.Tests.ToolCalls;

/// <summary>An answer as it is read: texts as they are, calls as <c>⟨name {arguments}⟩</c>.</summary>
internal sealed class ReadAnswer : ILogger
{
    public string Contents { get; private set; } = "";

    public string Text { get; private set; } = "";

    public List<string> Identifiers { get; } = [];

    public List<string> Warnings { get; } = [];

    public List<(string Text, TextSource Source)> Sources { get; } = [];

    public static ReadAnswer Of(ToolCallFormat format, params IEnumerable<TextSegment> pieces) => Of(format, int.MaxValue, pieces);

    public static ReadAnswer Of(ToolCallFormat format, int mostCalls, IEnumerable<TextSegment> pieces)
    {
        ReadAnswer answer = new();
        ToolCallReader reader = new(ToolCallSyntax.Of(format), name => name.StartsWith("get", StringComparison.Ordinal), mostCalls, answer);
        foreach ((AIContent content, TextSource source) in pieces.SelectMany(reader.Read).Concat(reader.Complete()))
        {
            answer.Add(content, source);
        }

        return answer;
    }

    public static ReadAnswer Of(ToolCallFormat format, string text) => Of(format, new TextSegment(text, TextSource.Aligned));

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Warnings.Add($"{logLevel} {eventId.Id} {formatter(state, exception)}");

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
