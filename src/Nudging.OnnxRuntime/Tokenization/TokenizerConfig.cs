using Nudging.OnnxRuntime.Folders;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>The content of tokenizer_config.json, chat_template.jinja and chat_template.json, all of which may be absent.</summary>
internal sealed class TokenizerConfig
{
    private readonly JsonValue _root;

    private TokenizerConfig(JsonValue root) => _root = root;

    /// <summary>Gets a value indicating whether texts begin with the BOS token; <see langword="null"/> where the file does not define it.</summary>
    public bool? AddsBos { get; private init; }

    /// <summary>Gets the text of the BOS token; <see langword="null"/> if the file names none.</summary>
    public string? BosToken { get; private init; }

    /// <summary>Gets the text of the EOS token; <see langword="null"/> if the file names none.</summary>
    public string? EosToken { get; private init; }

    /// <summary>Gets the chat template; <see langword="null"/> if there is none.</summary>
    public string? ChatTemplate { get; private init; }

    /// <summary>Gets the chat template for requests with tools; <see langword="null"/> if <see cref="ChatTemplate"/> serves these requests too.</summary>
    public string? ToolUseChatTemplate { get; private init; }

    /// <summary>Gets a setting of tokenizer_config.json; null if the setting is absent.</summary>
    public JsonValue this[string name] => _root[name];

    /// <summary>Reads the files.</summary>
    /// <param name="folder">The model folder.</param>
    /// <param name="directory">The path of the tokenizer's directory inside the folder.</param>
    public static TokenizerConfig Read(ModelFolder folder, string directory)
    {
        string path = folder.Resolve(Path.Combine(directory, "tokenizer_config.json"), "the tokenizer's configuration");
        JsonValue root = File.Exists(path) ? JsonValue.Read(folder, path) : default;
        string template = folder.Resolve(Path.Combine(directory, "chat_template.jinja"), "the chat template");
        bool hasFile = File.Exists(template);
        JsonValue templates = hasFile ? default : ReadTemplates(folder, directory, root);
        return new(root)
        {
            AddsBos = root["add_bos_token"].IsNull ? null : root["add_bos_token"].AsBoolean(false),
            BosToken = ReadToken(root["bos_token"]),
            EosToken = ReadToken(root["eos_token"]),
            ChatTemplate = hasFile ? File.ReadAllText(template) : ReadTemplate(templates, "default"),
            ToolUseChatTemplate = templates.IsArray ? ReadTemplate(templates, "tool_use") : null,
        };
    }

    /// <summary>Marks the added tokens that the chat template writes, such as <c>&lt;tool_call&gt;</c>.</summary>
    /// <param name="tokens">The added tokens.</param>
    /// <returns>The tokens.</returns>
    /// <remarks>A marker starts and ends with punctuation. White space and words in the template are no evidence that the template writes a token.</remarks>
    public IReadOnlyList<AddedToken> MarkWritten(IReadOnlyList<AddedToken> tokens) => ChatTemplate is null && ToolUseChatTemplate is null
        ? tokens
        : [.. tokens.Select(token => IsMarker(token.Name) && IsInTemplate(token.Name) ? token with { IsWrittenByTemplate = true } : token)];

    /// <summary>Gets the tokens before every text: the BOS token or none.</summary>
    /// <param name="addsBos">Whether texts begin with the BOS token.</param>
    /// <param name="find">Gets the id of a token by its text.</param>
    /// <param name="unnamedBos">The BOS token where <see cref="BosToken"/> is <see langword="null"/>.</param>
    /// <exception cref="ModelLoadException">A BOS token is needed and not known.</exception>
    public int[] Prefix(bool addsBos, Func<string, int?> find, int? unnamedBos = null) => addsBos
        ? [(BosToken is string name ? find(name) : unnamedBos) ?? throw _root["bos_token"].Wrong("must name a token of the tokenizer, since 'add_bos_token' is true")]
        : [];

    // The shortest marker has a letter between two characters of punctuation; the syntax of templates has no letter there.
    private static bool IsMarker(string text) => text.Length >= 3 && IsPunctuation(text[0]) && IsPunctuation(text[^1]) && text.Any(char.IsLetter);

    private static bool IsPunctuation(char unit) => char.IsPunctuation(unit) || char.IsSymbol(unit);

    private bool IsInTemplate(string text) =>
        ChatTemplate?.Contains(text, StringComparison.Ordinal) == true || ToolUseChatTemplate?.Contains(text, StringComparison.Ordinal) == true;

    // Models with images may have their templates in a file of the processor, chat_template.json.
    private static JsonValue ReadTemplates(ModelFolder folder, string directory, JsonValue root)
    {
        string path = folder.Resolve(Path.Combine(directory, "chat_template.json"), "the chat template");
        return root["chat_template"].IsNull && File.Exists(path) ? JsonValue.Read(folder, path)["chat_template"] : root["chat_template"];
    }

    private static string? ReadToken(JsonValue value) => value.IsNull ? null : value.IsObject ? value["content"].AsString() : value.AsString();

    // A model may have several templates; the template for ordinary chat is called default.
    private static string? ReadTemplate(JsonValue value, string name)
    {
        if (value.IsArray)
        {
            value = value.Items().FirstOrDefault(template => template["name"].AsString() == name)["template"];
        }

        return value.IsNull ? null : value.AsString();
    }
}
