using Nudging.OnnxRuntime.Folders;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Reads vocab.json and merges.txt, with what the tokenizer's class is known to do.</summary>
internal static class MergesFile
{
    public static BpeSpec Read(ModelFolder folder, string vocabularyPath, string mergesPath, JsonValue config, AddedTokenFiles files)
    {
        string kind = config["tokenizer_class"].AsString("GPT2Tokenizer");
        bool isQwen = kind is "Qwen2Tokenizer" or "Qwen2TokenizerFast";
        if (!isQwen && kind is not ("GPT2Tokenizer" or "GPT2TokenizerFast" or "CodeGenTokenizer" or "CodeGenTokenizerFast"))
        {
            throw config["tokenizer_class"].Wrong("is not known without tokenizer.json; it must be \"GPT2Tokenizer\", \"CodeGenTokenizer\" or \"Qwen2Tokenizer\"");
        }

        PieceTable vocabulary = VocabularyJson.Read(JsonValue.Read(folder, vocabularyPath));
        VocabularyJson.CheckBytes(vocabulary, reason => folder.Refuse($"'{vocabularyPath}' {reason}"));
        var merges = new ListedMerges(vocabulary);
        int number = 0;
        foreach (string line in File.ReadLines(mergesPath))
        {
            number++;
            if (line.Length > 0 && !line.StartsWith("#version", StringComparison.Ordinal))
            {
                string? fault = !ListedMerges.TryCut(line, out ReadOnlySpan<char> left, out ReadOnlySpan<char> right) ? "must be a pair of tokens"
                    : merges.Add(left, right) is string missing ? $"needs the token '{missing}', which vocab.json lacks"
                    : null;
                if (fault is not null)
                {
                    throw folder.Refuse($"line {number} of '{mergesPath}' {fault}");
                }
            }
        }

        IReadOnlyList<AddedToken> added = files.With(vocabulary);
        return new()
        {
            Kind = "byte-level BPE (vocab.json and merges.txt)",
            Vocabulary = vocabulary,
            AddedTokens = added,
            Normalizer = isQwen ? new(new NormalizerStep.Nfc()) : new(),
            MissingPrefix = config["add_prefix_space"].AsBoolean(false) ? ' ' : null,
            PreTokenizers = [isQwen ? PreTokenizer.FromPattern(PreTokenizer.QwenPattern) : PreTokenizer.Gpt2],
            Words = new ByteWordEncoder(vocabulary, merges.Table, looksUpWholeWords: false),
            Texts = TokenBytes.Of(vocabulary, added),
        };
    }
}
