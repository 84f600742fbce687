using Nudging.OnnxRuntime.Folders;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Loads the tokenizer of a model folder by the first reader that finds its files.</summary>
/// <remarks>A further tokenizer format takes a reader and its entry in the list here.</remarks>
internal static class TokenizerLoader
{
    // A reader returns null where the files of its format are absent.
    private static readonly Func<TokenizerFiles, ITokenizer?>[] Readers =
        [TokenizerJsonReader.TryRead, SentencePieceReader.TryRead, TiktokenReader.TryRead, VocabMergesReader.TryRead];

    /// <summary>Loads the tokenizer.</summary>
    /// <param name="folder">The model folder.</param>
    /// <param name="directory">The path of the tokenizer's directory inside the folder.</param>
    /// <param name="config">The content of tokenizer_config.json.</param>
    /// <exception cref="ModelLoadException">The files are absent, damaged or not supported.</exception>
    public static ITokenizer Load(ModelFolder folder, string directory, TokenizerConfig config)
    {
        var files = new TokenizerFiles(folder, directory, config);
        try
        {
            return Readers.Select(read => read(files)).FirstOrDefault(tokenizer => tokenizer is not null)
                ?? throw files.Refuse($"the tokenizer 'tokenizer.json' is missing; the expected path is '{files.PathOf("tokenizer.json")}', and tokenizer.model and vocab.json with merges.txt are missing too");
        }
        catch (InvalidOperationException e)
        {
            // System.Text.Json decodes a string when the string is read, and refuses lone surrogates then.
            throw files.Refuse($"a tokenizer file beside '{files.PathOf("tokenizer.json")}' has a string that is not valid Unicode", e);
        }
    }
}
