namespace Nudging.OnnxRuntime.Folders;

/// <summary>The settings of a model folder: of genai_config.json, or of config.json and generation_config.json.</summary>
internal sealed record ModelSettings
{
    /// <summary>Gets the name of the file that states the settings, for messages.</summary>
    public required string ConfigFile { get; init; }

    /// <summary>Gets the path of the context length in <see cref="ConfigFile"/>, for messages.</summary>
    public required string ContextLengthSetting { get; init; }

    /// <summary>Gets the name of the architecture, for reports only.</summary>
    public required string Type { get; init; }

    /// <summary>Gets the path of the graph inside the folder.</summary>
    public required string ModelFile { get; init; }

    public required string TokenizerDirectory { get; init; }

    public required int ContextLength { get; init; }

    public required int? VocabularySize { get; init; }

    public required int? BosTokenId { get; init; }

    public required IReadOnlyList<int> EosTokenIds { get; init; }

    public required int LayerCount { get; init; }

    public required int? AttentionHeads { get; init; }

    public required int? KeyValueHeads { get; init; }

    public required int? HeadSize { get; init; }

    public required TensorNames Names { get; init; }

    public required SessionSettings Session { get; init; }

    public required SearchSettings Search { get; init; }

    /// <summary>Reads the settings of a folder. A folder with both forms of settings is read by genai_config.json.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="variant">The variant of the graph in a folder with several graphs; <see langword="null"/> for the default.</param>
    /// <exception cref="ModelLoadException">The settings are missing, wrong or not supported.</exception>
    public static ModelSettings Read(ModelFolder folder, string? variant = null)
    {
        bool isTransformers = !folder.Has(GenAIConfigReader.FileName) && folder.Has(TransformersConfigReader.FileName);
        return isTransformers ? TransformersConfigReader.Read(folder, variant) : GenAIConfigReader.Read(folder, variant);
    }
}
