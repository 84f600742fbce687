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

    public string? EosToken { get; private init; }

    /// <summary>Gets the chat template; <see langword="null"/> if there is none.</summary>
    public string? ChatTemplate { get; private init; }

    /// <summary>Gets the chat template for requests with tools; <see langword="null"/> if there is none of its own.</summary>
    public string? ToolUseChatTemplate { get; private init; }

    public static TokenizerConfig Read(ModelFolder folder, string directory)
    {
        string path = folder.Resolve(Path.Combine(directory, "tokenizer_config.json"), "the tokenizer's configuration");
        JsonValue root = File.Exists(path) ? JsonValue.Read(folder, path) : default;
        string template = folder.Resolve(Path.Combine(directory, "chat_template.jinja"), "the chat template");
        bool hasFile = File.Exists(template);
        return new(root)
        {
            AddsBos = root["add_bos_token"].IsNull ? null : root["add_bos_token"].AsBoolean(false),
            BosToken = ReadToken(root["bos_token"]),
            EosToken = ReadToken(root["eos_token"]),
            ChatTemplate = hasFile ? File.ReadAllText(template) : ReadTemplate(root["chat_template"], "default"),
            ToolUseChatTemplate = hasFile || !root["chat_template"].IsArray ? null : ReadTemplate(root["chat_template"], "tool_use"),
        };
    }

    public ModelLoadException MissingBosToken() => _root["bos_token"].Wrong("must name a token of tokenizer.json, since 'add_bos_token' is true");

    private static string? ReadToken(JsonValue value) => value.IsNull ? null : value.IsObject ? value["content"].AsString() : value.AsString();

    // Some models have several templates; the one for ordinary chat is called default.
    private static string? ReadTemplate(JsonValue value, string name)
    {
        if (value.IsArray)
        {
            value = value.Items().FirstOrDefault(template => template["name"].AsString() == name)["template"];
        }

        return value.IsNull ? null : value.AsString();
    }
}
