using Nudging.OnnxRuntime;
using Nudging.OnnxRuntime.Folders;
using Nudging.OnnxRuntime.Tokenization;

namespace Nudging.Tool.Inspect;

/// <summary>The report and the tokenizer of a model that was loaded and disposed.</summary>
internal sealed record InspectedModel(ModelReport Report, TokenTable Tokens, ITokenizer Tokenizer)
{
    /// <summary>Loads a model as an application would, describes it and disposes it.</summary>
    /// <exception cref="ModelLoadException">The folder cannot be loaded; the message says why.</exception>
    public static InspectedModel Load(string path, OnnxExecutionProvider? provider)
    {
        using var model = OnnxLanguageModel.Load(path, new() { ExecutionProvider = provider });
        var folder = ModelFolder.Open(path);
        var tokens = new TokenTable(model.Tokenizer);
        return new(ModelReport.Of(folder, model, tokens), tokens, model.Tokenizer);
    }
}
