using System.Runtime.CompilerServices;
using Nudging.OnnxRuntime.Folders;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Reads byte-level BPE from vocab.json and merges.txt; <c>tokenizer_class</c> decides normalization and the split pattern.</summary>
internal static class VocabMergesReader
{
    /// <summary>Reads the tokenizer.</summary>
    /// <returns><see langword="null"/> if one of the two files is absent.</returns>
    public static ITokenizer? TryRead(TokenizerFiles files) =>
        files.Has("vocab.json") && files.Has("merges.txt") ? new BpeTokenizer(Read(files)) : null;

    private static BpeSpec Read(TokenizerFiles files)
    {
        TokenizerConfig config = files.Config;
        string tokenizerClass = config["tokenizer_class"].AsString("GPT2Tokenizer");
        bool isQwen = tokenizerClass is "Qwen2Tokenizer" or "Qwen2TokenizerFast";
        if (!isQwen && tokenizerClass is not ("GPT2Tokenizer" or "GPT2TokenizerFast" or "CodeGenTokenizer" or "CodeGenTokenizerFast"))
        {
            throw config["tokenizer_class"].Wrong("is not supported without tokenizer.json; it must be \"GPT2Tokenizer\", \"CodeGenTokenizer\" or \"Qwen2Tokenizer\"");
        }

        Vocabulary vocabulary = VocabularyJson.Read(files.ReadJson("vocab.json"));
        VocabularyJson.CheckBytes(vocabulary, reason => files.Refuse($"'{files.PathOf("vocab.json")}' {reason}"));
        IReadOnlyList<AddedToken> added = config.MarkWritten(AddedTokenReader.Read(files, vocabulary));
        return new()
        {
            Kind = "byte-level BPE (vocab.json and merges.txt)",
            Vocabulary = vocabulary,
            AddedTokens = added,
            Normalizer = isQwen ? new(new NormalizerStep.FormC()) : new(),
            MissingPrefix = config["add_prefix_space"].AsBoolean(false) ? ' ' : null,
            PreTokenizers = [isQwen ? PreTokenizer.FromPattern(PreTokenizer.QwenPattern) : PreTokenizer.Gpt2],
            Words = new ByteLevelWordEncoder(vocabulary, ReadMerges(files, vocabulary), looksUpWholeWords: false),
            Detokenizer = new ByteLevelDetokenizer(vocabulary, added),
            Prefix = config.Prefix(config.AddsBos ?? false, name => added.FirstOrDefault(token => token.Content == name)?.Id),
        };
    }

    [MethodImpl(JitOptions.SkipTiering)]
    private static MergeTable ReadMerges(TokenizerFiles files, Vocabulary vocabulary)
    {
        string path = files.PathOf("merges.txt");
        var merges = new MergeTableBuilder(vocabulary);
        ReadOnlySpan<char> text = File.ReadAllText(path);
        for (int number = 1; text.Length > 0; number++)
        {
            int end = text.IndexOf('\n');
            ReadOnlySpan<char> line = (end < 0 ? text : text[..end]).TrimEnd('\r');
            text = end < 0 ? [] : text[(end + 1)..];
            if (line.IsEmpty || line.StartsWith("#version"))
            {
                continue;
            }

            if (!MergeTableBuilder.TrySplit(line, out ReadOnlySpan<char> left, out ReadOnlySpan<char> right))
            {
                throw files.Refuse($"line {number} of '{path}' must be a pair of tokens");
            }

            if (merges.Add(left, right) is string missing)
            {
                throw files.Refuse($"line {number} of '{path}' needs the token '{missing}', which vocab.json lacks");
            }
        }

        return merges.Table;
    }
}
