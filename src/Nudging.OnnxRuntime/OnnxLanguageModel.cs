using Nudging.Models;
using Nudging.OnnxRuntime.Folders;
using Nudging.OnnxRuntime.Running;
using Nudging.OnnxRuntime.Sequences;
using Nudging.OnnxRuntime.Tokenization;

namespace Nudging.OnnxRuntime;

/// <summary>A local language model: a model folder of onnxruntime-genai or of transformers.js and Optimum, run directly on ONNX Runtime.</summary>
/// <remarks>
/// <para>
/// Thread safe. The calls of all sessions run one after the other on the thread pool, in no guaranteed order. Each
/// session has a separate key/value cache from its first call until its disposal: of the free caches, the cache that shares
/// the longest prefix with the session's text, and this prefix is not computed again. Sessions beyond
/// <see cref="OnnxModelOptions.MaxConcurrentRequests"/> take caches from each other and compute more.
/// </para>
/// <para>
/// Of equally probable tokens, the model chooses the token with the lowest id. A text may be computed in passes of different
/// lengths, whose results differ by rounding: two tokens with nearly equal probabilities may change places.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// await using OnnxLanguageModel model = OnnxLanguageModel.Load("models/base");
/// await using ILanguageModelSession session = model.CreateSession("The capital of France is");
/// Continuation continuation = await session.ContinueAsync("", new() { MaxTokens = 8 });
/// Console.WriteLine(continuation.Text);
/// </code>
/// </example>
public sealed class OnnxLanguageModel : ILanguageModel
{
    private OnnxLanguageModel(LanguageModelInfo info, ModelSettings settings, ITokenizer tokenizer, DecoderRuntime decoder, OnnxModelOptions options)
    {
        Info = info;
        Settings = settings;
        Tokenizer = tokenizer;
        Text = new(info, tokenizer, settings, decoder.Signature.VocabularySize);
        Decoder = decoder;
        Queue = new(decoder, typeof(OnnxLanguageModel), options.IdleCacheTimeout, options.TimeProvider);
    }

    /// <inheritdoc/>
    public LanguageModelInfo Info { get; }

    /// <summary>Gets the passes computed so far and the memory of the caches. Exact while no call is running.</summary>
    public OnnxModelStatistics Statistics => Decoder.Statistics;

    internal ModelSettings Settings { get; }

    internal DecoderRuntime Decoder { get; }

    internal DecoderQueue Queue { get; }

    internal ITokenizer Tokenizer { get; }

    internal ModelTokenizer Text { get; }

    /// <summary>Loads a model folder.</summary>
    /// <param name="modelPath">The path of the folder with the model, its tokenizer, and genai_config.json or config.json.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <returns>The model; the caller disposes it.</returns>
    /// <exception cref="ArgumentException"><paramref name="modelPath"/> is blank.</exception>
    /// <exception cref="ModelLoadException">
    /// The folder cannot be loaded, or the native library of ONNX Runtime is missing or lacks the execution provider;
    /// the message states the remedy.
    /// </exception>
    public static OnnxLanguageModel Load(string modelPath, OnnxModelOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(modelPath);
        options = options?.Clone() ?? new();
        var folder = ModelFolder.Open(modelPath);
        var settings = ModelSettings.Read(folder, options.GraphVariant);
        var tokenizerConfig = TokenizerConfig.Read(folder, settings.TokenizerDirectory);
        ITokenizer tokenizer = TokenizerLoader.Load(folder, settings.TokenizerDirectory, tokenizerConfig);
        var decoder = DecoderRuntime.Load(folder, settings, options);
        var info = new LanguageModelInfo
        {
            Name = folder.Name,
            ProviderName = "onnxruntime",
            Location = new Uri(folder.FullPath),
            ContextLength = decoder.ContextLength,
            MaxConcurrentRequests = options.MaxConcurrentRequests,
            Capabilities = new()
            {
                ScoresDraftInOnePass = decoder.AppendsSeveralTokens,
                LogProbabilities = true,
                Constraints = true,
                PositionKeyedSampling = true,
                ExactTokenCounts = true,
            },
            ChatTemplate = tokenizerConfig.ChatTemplate,
            ToolUseChatTemplate = tokenizerConfig.ToolUseChatTemplate,
            BosToken = tokenizerConfig.BosToken,
            EosToken = tokenizerConfig.EosToken,
        };
        return new(info, settings, tokenizer, decoder, options);
    }

    /// <inheritdoc/>
    public ILanguageModelSession CreateSession(Prompt prompt, LanguageModelSessionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ObjectDisposedException.ThrowIf(Queue.IsDisposed, this);
        return new OnnxLanguageModelSession(this, prompt, options ?? new());
    }

    /// <inheritdoc/>
    public ValueTask<int> CountTokensAsync(string text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        cancellationToken.ThrowIfCancellationRequested();
        return new(Tokenizer.Encode(text).Ids.Length);
    }

    /// <summary>Waits for the current call, then releases all native memory.</summary>
    public void Dispose() => Queue.Dispose();

    /// <summary>Waits for the current call, then releases all native memory.</summary>
    /// <returns>A task that ends when the memory is released.</returns>
    public ValueTask DisposeAsync() => Queue.DisposeAsync();
}
