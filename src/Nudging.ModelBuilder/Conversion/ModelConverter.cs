namespace Nudging.ModelBuilder.Conversion;

/// <summary>Converts Hugging Face model folders to onnxruntime-genai model folders.</summary>
/// <remarks>
/// <para>
/// Thread safe. A conversion reads and writes tensor by tensor, so that its memory does not grow with the model.
/// </para>
/// <para>
/// Files are written to a folder beside the target whose name ends in <c>.partial</c>. The folder is renamed to the target once
/// all files are whole. After an error or a cancellation, the partial folder keeps only whole files, which the next conversion
/// from the same files with the same options does not write again.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// ConvertedModel model = await ModelConverter.ConvertAsync("downloads/SmolLM2-1.7B", "models/SmolLM2-1.7B");
/// Console.WriteLine($"{model.Family} in {model.Bytes} bytes");
/// </code>
/// </example>
public static class ModelConverter
{
    /// <summary>Converts a model.</summary>
    /// <param name="source">The folder with config.json, the safetensors files and the tokenizer files.</param>
    /// <param name="target">
    /// The folder to write. It must not exist, or be empty, or hold the result of another conversion while
    /// <see cref="ModelConverterOptions.Overwrite"/> is set. A folder that holds the result of the same conversion is kept as it is.
    /// </param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <param name="progress">Receives the progress, from several threads; <see langword="null"/> for nothing.</param>
    /// <param name="cancellationToken">Cancels the conversion within a fraction of a second.</param>
    /// <returns>The converted model.</returns>
    /// <exception cref="ArgumentException"><paramref name="source"/> or <paramref name="target"/> is blank.</exception>
    /// <exception cref="ModelConversionException">The model cannot be converted, or the target cannot be written; the message states the reason.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    /// <exception cref="OperationCanceledException">The conversion was cancelled.</exception>
    public static Task<ConvertedModel> ConvertAsync(
        string source,
        string target,
        ModelConverterOptions? options = null,
        IProgress<ConversionProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(source);
        ArgumentException.ThrowIfNullOrWhiteSpace(target);
        ModelConverterOptions settings = options?.Clone() ?? new();
        return Task.Run(() => new ModelConversion(source, target, settings, progress, DiskSpace.FreeBytes, cancellationToken).Run(), cancellationToken);
    }
}
