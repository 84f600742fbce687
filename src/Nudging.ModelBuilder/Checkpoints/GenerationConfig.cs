using System.Text.Json;
using Nudging.ModelBuilder.Conversion;

namespace Nudging.ModelBuilder.Checkpoints;

/// <summary>
/// The special token ids and the sampling defaults of a checkpoint. An entry of generation_config.json takes precedence over
/// the same entry of config.json.
/// </summary>
internal sealed record GenerationConfig
{
    private const string FileName = "generation_config.json";

    public required int? BosTokenId { get; init; }

    /// <summary>Gets the ids that end a text; empty where the checkpoint names none.</summary>
    public required IReadOnlyList<int> EosTokenIds { get; init; }

    public required int? PadTokenId { get; init; }

    public required bool? DoSample { get; init; }

    public required double? Temperature { get; init; }

    public required int? TopK { get; init; }

    public required double? TopP { get; init; }

    /// <summary>Reads the files of a checkpoint.</summary>
    /// <param name="folder">The folder of the checkpoint.</param>
    /// <param name="vocabularySize">The number of logits; ids beyond the vocabulary are dropped, since the model cannot write them.</param>
    /// <exception cref="ModelConversionException">An entry has a value of the wrong kind.</exception>
    public static GenerationConfig Read(string folder, int vocabularySize)
    {
        var own = new Section(Path.Combine(folder, FileName), JsonFile.ReadObject(folder, FileName));
        var model = new Section(Path.Combine(folder, ModelConfig.FileName), JsonFile.ReadObject(folder, ModelConfig.FileName));
        Section[] sections = [own, model, model.Inner("text_config")];
        return new()
        {
            BosTokenId = Ids("bos_token_id").Cast<int?>().FirstOrDefault(),
            EosTokenIds = Ids("eos_token_id") is { Count: > 0 } ids ? ids : EosOfTokenizer(folder, vocabularySize),
            PadTokenId = Ids("pad_token_id").Cast<int?>().FirstOrDefault(),
            DoSample = own.Boolean("do_sample"),
            Temperature = own.Number("temperature", 0, double.MaxValue),
            TopK = (int?)own.Number("top_k", 0, int.MaxValue),
            TopP = own.Number("top_p", 0, 1),
        };

        IReadOnlyList<int> Ids(string name) => sections
            .Select(section => section.Ids(name, vocabularySize))
            .FirstOrDefault(ids => ids.Count > 0) ?? [];
    }

    // Some checkpoints name the end token only in the configuration of the tokenizer.
    private static IReadOnlyList<int> EosOfTokenizer(string folder, int vocabularySize)
    {
        JsonElement config = JsonFile.ReadObject(folder, "tokenizer_config.json");
        if (!config.TryGetProperty("eos_token", out JsonElement token)
            || (TextOf(token) ?? (token.ValueKind == JsonValueKind.Object && token.TryGetProperty("content", out JsonElement content) ? TextOf(content) : null)) is not string text
            || !config.TryGetProperty("added_tokens_decoder", out JsonElement tokens)
            || tokens.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        foreach (JsonProperty added in tokens.EnumerateObject())
        {
            if (added.Value.ValueKind == JsonValueKind.Object
                && added.Value.TryGetProperty("content", out JsonElement name)
                && TextOf(name) == text
                && int.TryParse(added.Name, out int id)
                && id >= 0 && id < vocabularySize)
            {
                return [id];
            }
        }

        return [];
    }

    private static string? TextOf(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // A part of a file. Entries that are null count as absent.
    private readonly record struct Section(string Path, JsonElement Root)
    {
        public Section Inner(string name) => new(Path, Root.TryGetProperty(name, out JsonElement inner) && inner.ValueKind == JsonValueKind.Object ? inner : default);

        public List<int> Ids(string name, int vocabularySize)
        {
            JsonElement value = Get(name);
            JsonElement[] items = value.ValueKind switch
            {
                JsonValueKind.Undefined => [],
                JsonValueKind.Array => [.. value.EnumerateArray()],
                _ => [value],
            };
            List<int> ids = [];
            foreach (JsonElement item in items)
            {
                if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out long id))
                {
                    throw Wrong(name, "a token id or a list of token ids");
                }

                if (id >= 0 && id < vocabularySize && !ids.Contains((int)id))
                {
                    ids.Add((int)id);
                }
            }

            return ids;
        }

        public bool? Boolean(string name) => Get(name).ValueKind switch
        {
            JsonValueKind.Undefined => null,
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Wrong(name, "true or false"),
        };

        public double? Number(string name, double min, double max)
        {
            JsonElement value = Get(name);
            return value.ValueKind == JsonValueKind.Undefined ? null
                : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number >= min && number <= max ? number
                : throw Wrong(name, FormattableString.Invariant($"a number from {min} to {max}"));
        }

        private JsonElement Get(string name) =>
            Root.ValueKind == JsonValueKind.Object && Root.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : default;

        private ModelConversionException Wrong(string name, string expected)
        {
            string text = Get(name).GetRawText();
            return new($"In '{Path}', '{name}' is {(text.Length <= 100 ? text : text[..100] + "…")}; it must be {expected}.");
        }
    }
}
