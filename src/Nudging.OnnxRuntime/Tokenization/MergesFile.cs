using System.Runtime.CompilerServices;
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
        AddLines(merges, File.ReadAllText(mergesPath), (number, fault) => folder.Refuse($"line {number} of '{mergesPath}' {fault}"));
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
            Texts = new TokenBytes(vocabulary, added),
        };
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void AddLines(ListedMerges merges, ReadOnlySpan<char> text, Func<int, string, ModelLoadException> refuse)
    {
        for (int number = 1; text.Length > 0; number++)
        {
            int end = text.IndexOf('\n');
            ReadOnlySpan<char> line = (end < 0 ? text : text[..end]).TrimEnd('\r');
            text = end < 0 ? [] : text[(end + 1)..];
            if (line.IsEmpty || line.StartsWith("#version"))
            {
                continue;
            }

            if (!ListedMerges.TryCut(line, out ReadOnlySpan<char> left, out ReadOnlySpan<char> right))
            {
                throw refuse(number, "must be a pair of tokens");
            }

            if (merges.Add(left, right) is string missing)
            {
                throw refuse(number, $"needs the token '{missing}', which vocab.json lacks");
            }
        }
    }
}
