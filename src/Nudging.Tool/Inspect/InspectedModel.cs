using Nudging.OnnxRuntime;
using Nudging.OnnxRuntime.Folders;
using Nudging.OnnxRuntime.Tokenization;

namespace Nudging.Tool.Inspect;

/// <summary>What is kept of a model after it has been loaded and let go again.</summary>
internal sealed record InspectedModel(ModelReport Report, TokenTable Tokens, ITokenizer Tokenizer)
{
    /// <exception cref="ModelLoadException">The folder is broken; the message says how.</exception>
    public static InspectedModel Load(string path, OnnxExecutionProvider? provider)
    {
        using var model = OnnxLanguageModel.Load(path, new() { ExecutionProvider = provider });
        var folder = ModelFolder.Open(path);
        var tokens = new TokenTable(model.Tokenizer);
        return new(ModelReport.Of(folder, model, tokens), tokens, model.Tokenizer);
    }
}
