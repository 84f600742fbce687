using System.Text.Json.Nodes;
using Nudging.TestSupport.Checkpoints;

namespace Nudging.ModelBuilder.Tests.Reference;

/// <summary>A random checkpoint that differs from the default configuration of its family.</summary>
/// <param name="Name">The family and the difference.</param>
/// <param name="Config">The content of config.json.</param>
/// <param name="Options">How the checkpoint is stored.</param>
internal sealed record CheckpointVariant(string Name, JsonObject Config, RandomCheckpointOptions Options)
{
    /// <summary>Gets the text model's part of the configuration.</summary>
    public JsonObject Text => Config["text_config"]?.AsObject() ?? Config;

    /// <summary>Draws token ids.</summary>
    public int[] Ids(int count)
    {
        var random = new Random(count);
        int size = Text["vocab_size"]!.GetValue<int>();
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(size))];
    }
}
