using Nudging.OnnxRuntime.Folders;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>What tokenizer_config.json and chat_template.jinja say beside tokenizer.json.</summary>
internal sealed class TokenizerConfig
{
    private readonly JsonValue _root;

    private TokenizerConfig(JsonValue root) => _root = root;

    /// <summary>Gets a value indicating whether texts begin with the begin token; <see langword="null"/> where the file does not say.</summary>
    public bool? AddsBos { get; private init; }

    public string? BosToken { get; private init; }

    /// <summary>Gets the chat template; <see langword="null"/> if there is none.</summary>
    public string? ChatTemplate { get; private init; }

    public static TokenizerConfig Read(ModelFolder folder, string directory)
    {
        string path = folder.Resolve(Path.Combine(directory, "tokenizer_config.json"), "the tokenizer's configuration");
        JsonValue root = File.Exists(path) ? JsonValue.Read(folder, path) : default;
        JsonValue bos = root["bos_token"];
        string template = folder.Resolve(Path.Combine(directory, "chat_template.jinja"), "the chat template");
        return new(root)
        {
            AddsBos = root["add_bos_token"].IsNull ? null : root["add_bos_token"].AsBoolean(false),
            BosToken = bos.IsNull ? null : bos.IsObject ? bos["content"].AsString() : bos.AsString(),
            ChatTemplate = File.Exists(template) ? File.ReadAllText(template) : ReadTemplate(root["chat_template"]),
        };
    }

    public ModelLoadException MissingBosToken() => _root["bos_token"].Wrong("must name a token of tokenizer.json, since 'add_bos_token' is true");

    // Some models have several templates; the one for ordinary chat is called default.
    private static string? ReadTemplate(JsonValue value)
    {
        if (value.IsArray)
        {
            value = value.Items().FirstOrDefault(template => template["name"].AsString() == "default")["template"];
        }

        return value.IsNull ? null : value.AsString();
    }
}
