using Nudging.Models;

namespace Nudging.OnnxRuntime;

/// <summary>A local language model: an onnxruntime-genai model folder, run directly on ONNX Runtime.</summary>
/// <remarks>Thread safe: calls of all sessions are served one after the other.</remarks>
public sealed class OnnxLanguageModel : ILanguageModel
{
    private OnnxLanguageModel(LanguageModelInfo info) => Info = info;

    /// <inheritdoc/>
    public LanguageModelInfo Info { get; }

    /// <summary>Loads a model folder.</summary>
    /// <param name="modelPath">The folder with genai_config.json, the model and its tokenizer.</param>
    /// <param name="options">How to run it; <see langword="null"/> for the defaults.</param>
    /// <returns>The model; the caller disposes it.</returns>
    /// <exception cref="ModelLoadException">The folder cannot be loaded; the message says why.</exception>
    public static OnnxLanguageModel Load(string modelPath, OnnxModelOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(modelPath);
        throw new ModelLoadException($"The model in '{modelPath}' cannot be loaded with {options?.ExecutionProvider ?? OnnxExecutionProvider.Cpu} yet.");
    }

    /// <inheritdoc/>
    public ILanguageModelSession CreateSession(string prompt) => throw new ObjectDisposedException(Info.Name);

    /// <inheritdoc/>
    public int CountTokens(string text) => throw new ObjectDisposedException(Info.Name);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => default;
}
