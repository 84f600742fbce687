namespace Nudging.OnnxRuntime.Folders;

/// <summary>
/// The generation options of a folder: the <c>search</c> of genai_config.json, or generation_config.json. They are read for reports only;
/// here the caller sets the options of a request.
/// </summary>
internal sealed record SearchSettings
{
    public required bool DoSample { get; init; }

    public required int TopK { get; init; }

    public required double TopP { get; init; }

    public required double Temperature { get; init; }

    public required double RepetitionPenalty { get; init; }

    public required bool SharesBuffer { get; init; }

    public required int MaxLength { get; init; }

    public static SearchSettings Read(JsonValue search, int contextLength)
    {
        if (!search.IsNull && !search.IsObject)
        {
            throw search.Wrong("must be an object");
        }

        return new()
        {
            DoSample = search["do_sample"].AsBoolean(false),
            TopK = search["top_k"].AsOptionalInt32(0) ?? 50,
            TopP = search["top_p"].AsDouble(0),
            Temperature = search["temperature"].AsDouble(1),
            RepetitionPenalty = search["repetition_penalty"].AsDouble(1),
            SharesBuffer = search["past_present_share_buffer"].AsBoolean(false),
            MaxLength = search["max_length"].AsOptionalInt32(0) is int length and > 0 ? length : contextLength,
        };
    }
}
