using Nudging.OnnxRuntime.Folders;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>The files of one tokenizer: a directory of a model folder.</summary>
/// <param name="folder">The model folder.</param>
/// <param name="directory">The path of the directory inside the folder; empty for the folder itself.</param>
/// <param name="config">The content of tokenizer_config.json.</param>
internal sealed class TokenizerFiles(ModelFolder folder, string directory, TokenizerConfig config)
{
    /// <summary>Gets the content of tokenizer_config.json.</summary>
    public TokenizerConfig Config => config;

    /// <summary>Gets the full path of a file, which may be absent.</summary>
    public string PathOf(string name) => folder.Resolve(Path.Combine(directory, name), "the tokenizer");

    /// <summary>Tells whether a file exists.</summary>
    public bool Has(string name) => File.Exists(PathOf(name));

    /// <summary>Reads a JSON file; returns null for a file that is absent.</summary>
    public JsonValue ReadJson(string name) => Has(name) ? JsonValue.Read(folder, PathOf(name)) : default;

    /// <summary>Creates the error for files that cannot be used.</summary>
    public ModelLoadException Refuse(string reason, Exception? cause = null) => folder.Refuse(reason, cause);
}
