using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Nudging.Chat;
using Nudging.OnnxRuntime;

namespace SemanticKernel.Connectors.Nudging;

/// <summary>Makes the pair of a registration when it is first asked for, and knows what came of it.</summary>
/// <param name="create">Makes it.</param>
/// <param name="logger">Where that is reported.</param>
/// <remarks>Thread safe. Whoever asks for the pair disposes it.</remarks>
internal sealed partial class PairFactory(Func<NudgingPair> create, ILogger<PairFactory> logger)
{
    private volatile object? _outcome;

    /// <summary>Gets the pair.</summary>
    /// <value><see langword="null"/> before it is made, and where that failed.</value>
    public NudgingPair? Pair => _outcome as NudgingPair;

    /// <summary>Gets why the pair could not be made.</summary>
    public Exception? Failure => _outcome as Exception;

    /// <summary>Loads two model folders.</summary>
    /// <param name="options">Where they are and how they are run.</param>
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

    /// <summary>Makes the pair. Called once, unless that fails.</summary>
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
