using System.Globalization;
using Nudging.Models;
using Nudging.OnnxRuntime;
using Nudging.OnnxRuntime.Folders;
using Nudging.OnnxRuntime.Graphs;
using Nudging.Prompting;

namespace Nudging.Tool.Inspect;

/// <summary>What a model folder is, in the shape that --json writes.</summary>
internal sealed record ModelReport
{
    public required string Path { get; init; }

    public required string Type { get; init; }

    public required int Layers { get; init; }

    public required int? AttentionHeads { get; init; }

    public required IReadOnlyList<int> KeyValueHeads { get; init; }

    public required IReadOnlyList<int> HeadSize { get; init; }

    /// <summary>How many scores there are after each token; at least as many as tokens.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>The most tokens the engine reads.</summary>
    public required int ContextLength { get; init; }

    /// <summary>The most tokens that the folder promises.</summary>
    public required int StatedContextLength { get; init; }

    public required WeightReport Weights { get; init; }

    public required CacheReport Cache { get; init; }

    public required AttentionReport Attention { get; init; }

    public required IReadOnlyList<string> Inputs { get; init; }

    public required IReadOnlyList<string> Outputs { get; init; }

    public required TokenizerReport Tokenizer { get; init; }

    public required bool HasChatTemplate { get; init; }

    /// <summary>Why prompts cannot be written by the chat template without help; null if they can.</summary>
    public required string? ChatTemplateFault { get; init; }

    public required ProviderReport Providers { get; init; }

    /// <summary>The settings of genai_config.json that are in force.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>The settings of genai_config.json that are the caller's to make here.</summary>
    public required IReadOnlyDictionary<string, string> CallersSettings { get; init; }

    /// <summary>Always: any model that can be loaded can.</summary>
    public bool CanBeBase { get; } = true;

    public bool CanBeAligned => HasChatTemplate;

    public static ModelReport Of(ModelFolder folder, OnnxLanguageModel model, TokenTable tokens)
    {
        GenAIConfig config = model.Config;
        DecoderSignature signature = model.Decoder.Signature;
        TensorSpec?[] inputs = [signature.InputIds, signature.AttentionMask, signature.PositionIds];
        string cacheType = ElementTypes.Name((int)signature.Caches[0].Type);
        return new()
        {
            Path = folder.FullPath,
            Type = config.Type,
            Layers = config.LayerCount,
            AttentionHeads = config.AttentionHeads,
            KeyValueHeads = [.. signature.Caches.Select(cache => cache.Heads).Distinct()],
            HeadSize = [.. signature.Caches.Select(cache => cache.HeadSize).Distinct()],
            VocabularySize = signature.VocabularySize,
            ContextLength = model.Info.ContextLength,
            StatedContextLength = config.ContextLength,
            Weights = WeightReport.Of(model.Decoder.Graph),
            Cache = CacheReport.Of(model.Decoder, model.Info.MaxConcurrentRequests),
            Attention = AttentionReport.Of(model.Decoder.Graph, signature),
            Inputs = [.. inputs.OfType<TensorSpec>().Select(Describe), $"{config.Names.PastKey} {cacheType}", $"{config.Names.PastValue} {cacheType}"],
            Outputs = [Describe(signature.Logits), $"{config.Names.PresentKey} {cacheType}", $"{config.Names.PresentValue} {cacheType}"],
            Tokenizer = TokenizerReport.Of(config, tokens, model.Tokenizer.Prefix),
            HasChatTemplate = !string.IsNullOrWhiteSpace(model.Info.ChatTemplate),
            ChatTemplateFault = FaultOf(model.Info),
            Providers = ProviderReport.Of(model.Decoder, config),
            Settings = SettingsOf(config.Session),
            CallersSettings = SettingsOf(config.Search),
        };
    }

    private static string Describe(TensorSpec tensor) => $"{tensor.Name} {ElementTypes.Name((int)tensor.Type)}";

    private static string? FaultOf(LanguageModelInfo model)
    {
        try
        {
            ChatPromptFormatters.ForChatTemplate(model);
            return null;
        }
        catch (Exception e) when (e is NotSupportedException or FormatException or ArgumentException)
        {
            return e.Message;
        }
    }

    private static Dictionary<string, string> SettingsOf(SessionSettings session)
    {
        var settings = new Dictionary<string, string>(session.ConfigEntries);
        Add("intra_op_num_threads", session.IntraOpThreads);
        Add("inter_op_num_threads", session.InterOpThreads);
        return settings;

        void Add(string name, int? value)
        {
            if (value is not null)
            {
                settings[name] = value.Value.ToString(CultureInfo.InvariantCulture);
            }
        }
    }

    private static Dictionary<string, string> SettingsOf(SearchSettings search) => new()
    {
        ["do_sample"] = search.DoSample ? "true" : "false",
        ["temperature"] = search.Temperature.ToString(CultureInfo.InvariantCulture),
        ["top_k"] = search.TopK.ToString(CultureInfo.InvariantCulture),
        ["top_p"] = search.TopP.ToString(CultureInfo.InvariantCulture),
        ["repetition_penalty"] = search.RepetitionPenalty.ToString(CultureInfo.InvariantCulture),
        ["max_length"] = search.MaxLength.ToString(CultureInfo.InvariantCulture),
        ["past_present_share_buffer"] = search.SharesBuffer ? "true" : "false",
    };
}
