using Nudging.OnnxRuntime.Folders;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Reads the tokenizer of a folder from the files that are there.</summary>
internal static class TokenizerLoader
{
    /// <summary>Reads the tokenizer.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="directory">The folder in it that holds the tokenizer.</param>
    /// <param name="config">What tokenizer_config.json says.</param>
    public static ITokenizer Load(ModelFolder folder, string directory, TokenizerConfig config)
    {
        string json = Find("tokenizer.json");
        string model = Find("tokenizer.model");
        string vocabulary = Find("vocab.json");
        string merges = Find("merges.txt");
        try
        {
            return File.Exists(json) ? TokenizerJson.Read(folder, json, config)
                : File.Exists(model) ? ReadModel(folder, directory, model, config)
                : File.Exists(vocabulary) && File.Exists(merges) ? ReadMerges(folder, directory, vocabulary, merges, config)
                : throw folder.Refuse($"the tokenizer 'tokenizer.json' is missing; it was looked for at '{json}', and tokenizer.model and vocab.json with merges.txt are not there either");
        }
        catch (InvalidOperationException e)
        {
            // System.Text.Json reads strings when they are asked for.
            throw folder.Refuse($"a file of the tokenizer beside '{json}' holds text that is no Unicode", e);
        }

        string Find(string name) => folder.Resolve(Path.Combine(directory, name), "the tokenizer");
    }

    // A SentencePiece model begins with the tag of its first piece, which is no base64.
    private static BpeTokenizer ReadModel(ModelFolder folder, string directory, string path, TokenizerConfig config)
    {
        byte[] bytes = File.ReadAllBytes(path);
        var files = AddedTokenFiles.Read(folder, directory);
        return bytes is [0x0A, ..]
            ? ReadSentencePiece(folder, directory, bytes, files, config)
            : ReadTiktoken(bytes, files, config, Refuse);

        ModelLoadException Refuse(string reason, Exception? cause) => folder.Refuse($"'{path}' {reason}", cause);
    }

    private static BpeTokenizer ReadSentencePiece(ModelFolder folder, string directory, byte[] bytes, AddedTokenFiles files, TokenizerConfig config)
    {
        string path = folder.Resolve(Path.Combine(directory, "tokenizer.model"), "the tokenizer");
        SentencePieceModelParts model = SentencePieceModel.Read(bytes, findsControl: true, files, (reason, cause) => folder.Refuse($"'{path}' {reason}", cause));
        bool hasBos = model.File.BosId >= 0 && model.File.BosId < model.File.Pieces.Count;
        int? own = hasBos ? model.File.BosId : null;
        return new(model.Spec with
        {
            // As the tokenizers of these models have it unless they are told otherwise.
            PrependsOnce = ReadConfig(folder, directory)["legacy"] is { IsNull: false } legacy && !legacy.AsBoolean(true),
            Prefix = Prefix(config, own is not null, name => model.Pieces.TryFind(name, out int id) ? id : null, own),
        });
    }

    private static BpeTokenizer ReadTiktoken(byte[] bytes, AddedTokenFiles files, TokenizerConfig config, Func<string, Exception?, ModelLoadException> refuse)
    {
        PieceTable tokens = TiktokenModel.ReadTokens(bytes, refuse);
        if (tokens.Count != TiktokenModel.Llama3Tokens)
        {
            throw refuse($"has {tokens.Count} tokens; of the tiktoken form only Llama 3's is supported, which has {TiktokenModel.Llama3Tokens}", null);
        }

        VocabularyJson.CheckBytes(tokens, reason => refuse(reason, null));
        BpeSpec spec = TiktokenModel.Create(tokens, files.With(tokens));
        return WithPrefix(spec, config, config.BosToken is not null);
    }

    private static BpeTokenizer ReadMerges(ModelFolder folder, string directory, string vocabulary, string merges, TokenizerConfig config)
    {
        BpeSpec spec = MergesFile.Read(folder, vocabulary, merges, ReadConfig(folder, directory), AddedTokenFiles.Read(folder, directory));
        return WithPrefix(spec, config, addsBos: false);
    }

    private static BpeTokenizer WithPrefix(BpeSpec spec, TokenizerConfig config, bool addsBos) =>
        new(spec with { Prefix = Prefix(config, addsBos, name => spec.AddedTokens.FirstOrDefault(token => token.Content == name)?.Id, null) });

    private static int[] Prefix(TokenizerConfig config, bool addsBos, Func<string, int?> find, int? own) =>
        config.AddsBos ?? addsBos ? [(config.BosToken is string name ? find(name) : own) ?? throw config.MissingBosToken()] : [];

    private static JsonValue ReadConfig(ModelFolder folder, string directory)
    {
        string path = folder.Resolve(Path.Combine(directory, "tokenizer_config.json"), "the tokenizer's configuration");
        return File.Exists(path) ? JsonValue.Read(folder, path) : default;
    }
}
