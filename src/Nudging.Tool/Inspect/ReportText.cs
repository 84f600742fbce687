using System.Globalization;

namespace Nudging.Tool.Inspect;

/// <summary>Reports as people read them.</summary>
internal static class ReportText
{
    private const int LabelWidth = 12;

    public static IEnumerable<string> Of(PairReport pair)
    {
        IEnumerable<string> lines = ["base", .. Of(pair.Base), string.Empty, "aligned", .. Of(pair.Aligned), string.Empty, "pair"];
        return lines.Concat(Layout(PairLines(pair)));
    }

    public static IEnumerable<string> Of(ModelReport model) => Layout(ModelLines(model));

    /// <summary>A number of bytes in the unit that suits it.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 10_000 => Format($"{bytes} bytes"),
        < 10_000_000 => Format($"{bytes / 1e3:0} kB"),
        < 10_000_000_000 => Format($"{bytes / 1e6:0} MB"),
        _ => Format($"{bytes / 1e9:0.0} GB"),
    };

    private static IEnumerable<string> Layout(IEnumerable<(string Label, string Value)> lines) =>
        lines.Select(line => $"  {line.Label.PadRight(LabelWidth)}{line.Value}");

    private static IEnumerable<(string Label, string Value)> ModelLines(ModelReport model)
    {
        yield return ("folder", model.Path);
        yield return ("model", Format($"{(model.Type.Length > 0 ? model.Type : "of no type")}: {model.Layers} layers, {Heads(model)} of size {List(model.HeadSize)}"));
        yield return ("vocabulary", Format($"{model.VocabularySize} scores after each token"));
        yield return ("context", Context(model));
        yield return ("weights", Weights(model.Weights));
        yield return ("cache", Format($"{model.Cache.Type}, {Bytes(model.Cache.BytesPerToken)} a token and request, {Bytes(model.Cache.BytesOfContext)} for a whole context, {Bytes(model.Cache.BytesOfSlots)} for the {model.Cache.Slots} that can be under way at once"));
        yield return ("attention", Attention(model));
        yield return ("rotary", model.Attention.FusedRotary ? "within the attention" : "not within the attention");
        yield return ("inputs", string.Join(", ", model.Inputs) + (model.Attention.HasPositionIds ? string.Empty : " (no positions)"));
        yield return ("outputs", string.Join(", ", model.Outputs));
        yield return ("tokenizer", Format($"{model.Tokenizer.Kind}, {model.Tokenizer.Size} tokens, {model.Tokenizer.Special.Count} of them special"));
        yield return ("special", Tokens(model.Tokenizer.Special, "none"));
        yield return ("begin token", model.Tokenizer.Begin is { } begin ? Show(begin) : "none");
        yield return ("prefix", Tokens(model.Tokenizer.Prefix, "nothing is put in front of a text"));
        yield return ("end tokens", Tokens(model.Tokenizer.Ends, "none: only a limit or a stop sequence ends its texts"));
        yield return ("template", Template(model));
        yield return ("runs on", string.Join(", ", model.Providers.Used) + (model.Providers.Folder.Count > 0 ? $"; the folder names {string.Join(", ", model.Providers.Folder)}" : "; the folder names nothing"));
        yield return ("library has", string.Join(", ", model.Providers.Library));
        yield return ("DirectML", model.Providers.DirectMLFault is string fault ? $"unfit: {fault}" : "fit");
        yield return ("settings", Settings(model.Settings, "none in force"));
        yield return ("caller's", Settings(model.CallersSettings, "none"));
        yield return ("can be", model.CanBeAligned ? "the base model or the aligned model" : "the base model only");
    }

    private static IEnumerable<(string Label, string Value)> PairLines(PairReport pair)
    {
        yield return ("tokenizer", pair.SharesTokenizer
            ? "the same"
            : Format($"not the same, which nudging does not need: {pair.DifferentTokens} ids differ, and the tokens of {pair.DifferentTexts.Count} probe texts"));
        yield return ("memory", Format($"{Bytes(pair.WeightBytes)} of weights, {Bytes(pair.CacheBytesPerToken)} a token and request, {Bytes(pair.BytesOfContexts)} with both contexts full, {Bytes(pair.BytesOfSlots)} with those of all requests that can be under way at once"));
        yield return ("fits", pair.Aligned.CanBeAligned ? "yes" : "the second model has no chat template: it needs a formatter of your own to be the aligned one");
    }

    private static string Heads(ModelReport model)
    {
        string keys = Format($"{List(model.KeyValueHeads)} key/value heads");
        return model.AttentionHeads is int heads ? Format($"{heads} attention heads, {keys}") : keys;
    }

    private static string Context(ModelReport model) => model.ContextLength == model.StatedContextLength
        ? Format($"{model.ContextLength} tokens")
        : Format($"{model.ContextLength} tokens of {model.StatedContextLength}: longer texts are turned by other angles from their first token on, which is not supported");

    private static string Weights(WeightReport weights)
    {
        if (weights.Bits.Count == 0)
        {
            return $"{Bytes(weights.Bytes)}, {weights.Type}{(weights.QuantizedEmbedding ? ", embedding quantised" : string.Empty)}";
        }

        string embedding = weights.QuantizedEmbedding ? "embedding quantised too" : "embedding not quantised";
        return $"{Bytes(weights.Bytes)}, matrices of {List(weights.Bits)} bits at accuracy level {List(weights.AccuracyLevels)}, {embedding}";
    }

    private static string Attention(ModelReport model)
    {
        AttentionReport attention = model.Attention;
        List<string> parts = [attention.Kind];
        if (attention.WindowedLayers > 0)
        {
            parts.Add(Format($"a window of {List(attention.Windows)} tokens in {attention.WindowedLayers} of {model.Layers} layers{(attention.SlidingCache ? " (kept whole in the cache)" : string.Empty)}"));
        }

        if (attention.Softcap > 0)
        {
            parts.Add(Format($"scores kept below {attention.Softcap}"));
        }

        if (attention.LogitSoftcap)
        {
            parts.Add("logits kept below a limit");
        }

        return string.Join(", ", parts);
    }

    private static string Template(ModelReport model) => !model.HasChatTemplate ? "none"
        : model.ChatTemplateFault is string fault ? $"there, but {fault}"
        : "there";

    private static string Settings(IReadOnlyDictionary<string, string> settings, string none) =>
        settings.Count == 0 ? none : string.Join(", ", settings.Select(setting => $"{setting.Key} = {setting.Value}"));

    private static string Tokens(IReadOnlyList<Token> tokens, string none)
    {
        const int Most = 12;
        string shown = string.Join(", ", tokens.Take(Most).Select(Show));
        return tokens.Count == 0 ? none : tokens.Count <= Most ? shown : Format($"{shown} and {tokens.Count - Most} more");
    }

    private static string Show(Token token) => token.Text is string text ? Format($"{text} ({token.Id})") : Format($"{token.Id}, which the tokenizer does not have");

    private static string List(IEnumerable<int> numbers) => string.Join(" and ", numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));

    private static string Format(FormattableString text) => FormattableString.Invariant(text);
}
