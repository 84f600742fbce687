using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Nudging.Tests.Chat;

/// <summary>Records each log entry, at every level.</summary>
public sealed class RecordedLogs : ILoggerProvider
{
    public ConcurrentQueue<Entry> Entries { get; } = new();

    public string[] Events => [.. Entries.Select(entry => entry.Event.Name ?? "")];

    public string Text => string.Join("\n", Entries.Select(entry => $"{entry.Text} {entry.Exception}"));

    public ILogger<T> For<T>() => new Recorder<T>(Entries);

    public ILogger CreateLogger(string categoryName) => new Recorder<object>(Entries);

    public void Dispose()
    {
    }

    public sealed record Entry(LogLevel Level, EventId Event, string Text, Exception? Exception);

    private sealed class Recorder<T>(ConcurrentQueue<Entry> entries) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            entries.Enqueue(new(logLevel, eventId, formatter(state, exception), exception));
    }
}
