using System.Globalization;
using Nudging.ModelBuilder.Conversion;
using Nudging.OnnxRuntime;
using Nudging.OnnxRuntime.Folders;
using Nudging.OnnxRuntime.Graphs;
using Nudging.Prompting;
using Nudging.Tool.Get;
using Nudging.ToolCalls;

namespace Nudging.Tool.Inspect;

/// <summary>The description of a model folder, in the shape that --json writes.</summary>
internal sealed record ModelReport
{
    public required string Path { get; init; }

    /// <summary>The family of the model, such as llama.</summary>
    public required string Family { get; init; }

    /// <summary>The conversion that wrote the folder; null where another program wrote the folder.</summary>
    public required ConversionReport? Conversion { get; init; }

    /// <summary>The name on the hub of a model that was downloaded and not converted; null otherwise.</summary>
    public required string? DownloadedFrom { get; init; }

    /// <summary>The name of the file that states the settings.</summary>
    public required string ConfigFile { get; init; }

    public required int Layers { get; init; }

    public required int? AttentionHeads { get; init; }

    public required IReadOnlyList<int> KeyValueHeads { get; init; }

    public required IReadOnlyList<int> HeadSize { get; init; }

    /// <summary>The number of logits after each token; at least the number of tokens.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>The context length of the engine, in tokens.</summary>
    public required int ContextLength { get; init; }

    /// <summary>The context length that the configuration states, in tokens.</summary>
    public required int StatedContextLength { get; init; }

    public required WeightReport Weights { get; init; }

    public required CacheReport Cache { get; init; }

    public required AttentionReport Attention { get; init; }

    public required IReadOnlyList<string> Inputs { get; init; }

    public required IReadOnlyList<string> Outputs { get; init; }

    public required TokenizerReport Tokenizer { get; init; }

    public required bool HasChatTemplate { get; init; }

    /// <summary>The format in which the model calls tools, by its chat template; null without a template.</summary>
    public required string? ToolCallFormat { get; init; }

    /// <summary>Why the model cannot be used, one sentence a fault; empty if it can.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    /// <summary>Why the chat template or the tool calls of the model cannot be used, one sentence a fault.</summary>
    public required IReadOnlyList<string> ChatFaults { get; init; }

    public required ProviderReport Providers { get; init; }

    /// <summary>The settings of the folder that are in force.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>The settings of the folder that have no effect here: each request sets its own.</summary>
    public required IReadOnlyDictionary<string, string> CallersSettings { get; init; }

    public bool CanBeBase => Faults.Count == 0;

    public bool CanBeAligned => CanBeBase && HasChatTemplate && ChatFaults.Count == 0;

    /// <summary>The weights and one full cache.</summary>
    public long BytesOfContext => Weights.Bytes + Cache.BytesOfContext;

    /// <summary>The weights and all caches, full.</summary>
    public long BytesOfSlots => Weights.Bytes + Cache.BytesOfSlots;

    public static ModelReport Of(ModelFolder folder, OnnxLanguageModel model, TokenTable tokens)
    {
        ModelSettings settings = model.Settings;
        var record = ConversionRecord.TryRead(folder.FullPath);
        DecoderSignature signature = model.Decoder.Signature;
        TensorSpec?[] inputs = [signature.InputIds, signature.AttentionMask, signature.PositionIds];
        bool hasChatTemplate = !string.IsNullOrWhiteSpace(model.Info.ChatTemplate);
        TokenizerProbe tokenizer = new(model.Text, settings, signature.VocabularySize);
        string cacheType = ElementTypes.Name((int)signature.Caches[0].Type);
        return new()
        {
            Path = folder.FullPath,
            Family = record?.Family ?? settings.Type,
            Conversion = ConversionReport.Of(record),
            DownloadedFrom = CopiedFolder.RepositoryIn(folder.FullPath),
            ConfigFile = settings.ConfigFile,
            Layers = settings.LayerCount,
            AttentionHeads = settings.AttentionHeads,
            KeyValueHeads = [.. signature.Caches.Select(cache => cache.Heads).Distinct()],
            HeadSize = [.. signature.Caches.Select(cache => cache.HeadSize).Distinct()],
            VocabularySize = signature.VocabularySize,
            ContextLength = model.Info.ContextLength,
            StatedContextLength = settings.ContextLength,
            Weights = WeightReport.Of(model.Decoder.Graph),
            Cache = CacheReport.Of(model.Decoder, model.Info.MaxConcurrentRequests),
            Attention = AttentionReport.Of(model.Decoder.Graph, signature),
            Inputs = [.. inputs.OfType<TensorSpec>().Select(Describe), $"{settings.Names.PastKey} {cacheType}", $"{settings.Names.PastValue} {cacheType}"],
            Outputs = [Describe(signature.Logits), $"{settings.Names.PresentKey} {cacheType}", $"{settings.Names.PresentValue} {cacheType}"],
            Tokenizer = TokenizerReport.Of(settings, tokens, model.Tokenizer.Prefix),
            HasChatTemplate = hasChatTemplate,
            ToolCallFormat = hasChatTemplate ? ToolCallFormats.Of(model.Info).ToString() : null,
            Faults = [.. tokenizer.Faults()],
            ChatFaults = hasChatTemplate ? ChatTemplateCheck.Faults(model.Info, canWrite: tokenizer.CanWrite, promptFault: tokenizer.UnknownTokenOf) : [],
            Providers = ProviderReport.Of(model.Decoder, settings),
            Settings = SettingsOf(settings.Session),
            CallersSettings = SettingsOf(settings.Search),
        };
    }

    private static string Describe(TensorSpec tensor) => $"{tensor.Name} {ElementTypes.Name((int)tensor.Type)}";

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
