namespace Nudging.ModelBuilder.Conversion;

/// <summary>The files of a checkpoint that belong to a converted model as they are: tokenizer, chat template and licence.</summary>
internal static class TokenizerFiles
{
    private static readonly string[] Patterns =
    [
        "tokenizer.json",
        "tokenizer.model",
        "tokenizer_config.json",
        "special_tokens_map.json",
        "added_tokens.json",
        "vocab.json",
        "merges.txt",
        "*.tiktoken",
        "chat_template.jinja",
        "chat_template.json",
        "LICENSE*",
        "LICENCE*",
        "NOTICE*",
        "USE_POLICY*",
    ];

    private static readonly string[] Vocabularies = ["tokenizer.json", "tokenizer.model", "vocab.json"];

    /// <summary>Gets the names of the files in ordinal order.</summary>
    public static IReadOnlyList<string> In(string folder) =>
    [
        .. Patterns.SelectMany(pattern => Directory.EnumerateFiles(folder, pattern)).Select(path => Path.GetFileName(path)).Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>Tells whether a folder has a tokenizer.</summary>
    public static bool HasTokenizer(string folder) =>
        Vocabularies.Any(name => File.Exists(Path.Combine(folder, name))) || Directory.EnumerateFiles(folder, "*.tiktoken").Any();
}
