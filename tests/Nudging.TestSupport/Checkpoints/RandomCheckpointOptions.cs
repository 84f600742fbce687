namespace Nudging.TestSupport.Checkpoints;

/// <summary>How a random checkpoint is stored.</summary>
public sealed record RandomCheckpointOptions
{
    /// <summary>Gets the seed of the weights.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Gets the type in which the weights are stored: F32, F16 or BF16.</summary>
    public string DataType { get; init; } = "BF16";

    /// <summary>Gets the type in which norms and biases are stored; <see langword="null"/> for <see cref="DataType"/>.</summary>
    public string? VectorDataType { get; init; }

    /// <summary>Gets the number of safetensors files; more than one have an index.</summary>
    public int Shards { get; init; } = 1;

    /// <summary>Gets a value indicating whether the files have tensors that the model does not use, as real checkpoints do.</summary>
    public bool HasUnusedTensors { get; init; }

    /// <summary>Gets a value indicating whether the tensors of GPT-2 have the prefix <c>transformer.</c></summary>
    public bool HasTransformerPrefix { get; init; }

    /// <summary>Gets a value indicating whether the files have a head that a tied model does not use.</summary>
    public bool HasUnusedHead { get; init; }

    /// <summary>Gets a value indicating whether a nested text model is under <c>model.language_model.</c> instead of <c>language_model.model.</c></summary>
    public bool HasTextModelInside { get; init; }

    /// <summary>Gets a value indicating whether the folder has a tokenizer; the vocabulary then holds at least <see cref="FixtureTokenizer.SmallestVocabulary"/> tokens.</summary>
    public bool HasTokenizer { get; init; } = true;

    /// <summary>Gets the chat template; <see langword="null"/> for a base model.</summary>
    public string? ChatTemplate { get; init; }
}
