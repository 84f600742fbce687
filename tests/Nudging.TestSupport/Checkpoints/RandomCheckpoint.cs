using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nudging.TestSupport.Checkpoints;

/// <summary>Writes Hugging Face model folders with random weights: config.json, generation_config.json, safetensors and a tokenizer.</summary>
public static class RandomCheckpoint
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Writes a small checkpoint of a family.</summary>
    /// <param name="folder">The folder; created.</param>
    /// <param name="modelType">The family, as <c>model_type</c> names it.</param>
    /// <param name="options">How the checkpoint is stored.</param>
    public static void Write(string folder, string modelType, RandomCheckpointOptions? options = null) =>
        Write(folder, CheckpointConfig.Of(modelType), options);

    /// <summary>Writes a checkpoint of a configuration.</summary>
    /// <param name="folder">The folder; created.</param>
    /// <param name="config">The content of config.json.</param>
    /// <param name="options">How the checkpoint is stored.</param>
    public static void Write(string folder, JsonObject config, RandomCheckpointOptions? options = null)
    {
        options ??= new RandomCheckpointOptions();
        Directory.CreateDirectory(folder);
        WriteJson(folder, "config.json", config);
        WriteWeights(folder, config, options);
        int vocabularySize = CheckpointTensors.TextOf(config)["vocab_size"]!.GetValue<int>();
        var generation = new JsonObject { ["_from_model_config"] = true };
        if (options.HasTokenizer)
        {
            FixtureTokenizer.Write(folder, vocabularySize, options.ChatTemplate);
            int merges = FixtureTokenizer.MergesOf(vocabularySize).Count;
            generation["bos_token_id"] = TestVocabulary.IdOfSpecial(merges, 0);
            generation["eos_token_id"] = new JsonArray(TestVocabulary.IdOfSpecial(merges, 0), TestVocabulary.IdOfSpecial(merges, 2));
        }

        WriteJson(folder, "generation_config.json", generation);
    }

    private static void WriteWeights(string folder, JsonObject config, RandomCheckpointOptions options)
    {
        CheckpointTensor[] tensors = [.. CheckpointTensors.Of(config, options)];
        if (options.Shards == 1)
        {
            SafetensorsFile.Write(Path.Combine(folder, "model.safetensors"), tensors, options.DataType, options.VectorDataType ?? options.DataType, options.Seed);
            return;
        }

        var files = new JsonObject();
        for (int shard = 0; shard < options.Shards; shard++)
        {
            string name = $"model-{shard + 1:00000}-of-{options.Shards:00000}.safetensors";
            CheckpointTensor[] part = tensors[(tensors.Length * shard / options.Shards)..(tensors.Length * (shard + 1) / options.Shards)];
            SafetensorsFile.Write(Path.Combine(folder, name), part, options.DataType, options.VectorDataType ?? options.DataType, options.Seed);
            foreach (CheckpointTensor tensor in part)
            {
                files[tensor.Name] = name;
            }
        }

        int size = options.DataType == "F32" ? 4 : 2;
        long bytes = tensors.Sum(tensor => (long)tensor.Count * size);
        WriteJson(folder, "model.safetensors.index.json", new JsonObject { ["metadata"] = new JsonObject { ["total_size"] = bytes }, ["weight_map"] = files });
    }

    private static void WriteJson(string folder, string name, JsonNode value) => File.WriteAllText(Path.Combine(folder, name), value.ToJsonString(Indented));
}
