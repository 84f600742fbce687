using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Nudging.Chat;

namespace Nudging.Tests.Chat;

/// <summary>Records the measurements of one pair. Other tests measure other pairs at the same time.</summary>
public sealed class RecordedMeasurements : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<Measurement> _all = new();

    public RecordedMeasurements(string modelId)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == NudgingTelemetryChatClient.MeterName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            Dictionary<string, object?> all = new(tags.ToArray());
            if (modelId.Equals(all["gen_ai.response.model"]))
            {
                _all.Enqueue(new(instrument.Name, instrument.Unit, value, all.GetValueOrDefault("nudging.model") as string));
            }
        }
    }

    public Measurement[] All => [.. _all];

    public double ValueOf(string name, string? role = null) => All.Single(measurement => measurement.Name == name && measurement.Role == role).Value;

    public void Dispose() => _listener.Dispose();

    public sealed record Measurement(string Name, string? Unit, double Value, string? Role);
}
