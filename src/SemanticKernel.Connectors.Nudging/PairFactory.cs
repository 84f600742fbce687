using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Nudging.Chat;
using Nudging.OnnxRuntime;

namespace SemanticKernel.Connectors.Nudging;

/// <summary>Creates the pair of a registration, and keeps the pair or the error for health checks.</summary>
/// <param name="create">Creates the pair.</param>
/// <param name="logger">The log.</param>
/// <remarks>Thread safe. The caller of <see cref="Create"/> disposes the pair.</remarks>
internal sealed partial class PairFactory(Func<NudgingPair> create, ILogger<PairFactory> logger)
{
    private volatile object? _outcome;

    /// <summary>Gets the pair.</summary>
    /// <value><see langword="null"/> before the pair is created, and where its creation failed.</value>
    public NudgingPair? Pair => _outcome as NudgingPair;

    /// <summary>Gets the reason why the creation of the pair failed.</summary>
    /// <value><see langword="null"/> where the creation has not failed.</value>
    public Exception? Failure => _outcome as Exception;

    /// <summary>Loads two model folders.</summary>
    /// <param name="options">The paths of the folders and the options of the models.</param>
    /// <returns>The pair.</returns>
    public static NudgingPair Load(NudgingServiceOptions options)
    {
        OnnxLanguageModel baseModel = OnnxLanguageModel.Load(options.BaseModelPath!, options.BaseModel);
        try
        {
            return new NudgingPair(baseModel, OnnxLanguageModel.Load(options.AlignedModelPath!, options.AlignedModel), options.Pair);
        }
        catch
        {
            baseModel.Dispose();
            throw;
        }
    }

    /// <summary>Creates the pair. The container calls this method once, and again only after a failure.</summary>
    /// <returns>The pair.</returns>
    public NudgingPair Create()
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            NudgingPair pair = create();
            _outcome = pair;
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            LogLoaded(pair.BaseModel.Info.Name, pair.AlignedModel.Info.Name, seconds);
            return pair;
        }
        catch (Exception e)
        {
            _outcome = e;
            LogFailed(e);
            throw;
        }
    }

    [LoggerMessage(EventId = 20, EventName = "ModelsLoaded", Level = LogLevel.Information,
        Message = "The models {BaseModel} and {AlignedModel} are ready after {Seconds:F2} s.")]
    private partial void LogLoaded(string baseModel, string alignedModel, double seconds);

    [LoggerMessage(EventId = 21, EventName = "LoadFailed", Level = LogLevel.Error, Message = "The models cannot be loaded.")]
    private partial void LogFailed(Exception exception);
}
