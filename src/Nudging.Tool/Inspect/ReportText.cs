using System.Globalization;
using Nudging.ModelBuilder;

namespace Nudging.Tool.Inspect;

/// <summary>Writes reports as text.</summary>
internal static class ReportText
{
    private const int LabelWidth = 12;

    public static IEnumerable<string> Of(PairReport pair)
    {
        IEnumerable<string> lines = ["base", .. Of(pair.Base), string.Empty, "aligned", .. Of(pair.Aligned), string.Empty, "pair"];
        return lines.Concat(Layout(PairLines(pair)));
    }

    public static IEnumerable<string> Of(ModelReport model) => Layout(ModelLines(model));

    private static IEnumerable<string> Layout(IEnumerable<(string Label, string Value)> lines) =>
        lines.Select(line => $"  {line.Label.PadRight(LabelWidth)}{line.Value}");

    private static IEnumerable<(string Label, string Value)> ModelLines(ModelReport model)
    {
        yield return ("folder", model.Path);
        yield return ("model", Format($"{(model.Family.Length > 0 ? model.Family : "family not stated")}: {model.Layers} layers, {Heads(model)} of size {List(model.HeadSize)}"));
        if (model.Conversion is { } conversion)
        {
            yield return ("source", $"{conversion.Source}{(conversion.Revision is string revision ? $" at {revision}" : string.Empty)}, converted by {conversion.Converter} for {ConversionChoices.NameOf(conversion.Target)} in {ConversionChoices.NameOf(conversion.Precision)}");
        }

        if (model.DownloadedFrom is string repository)
        {
            yield return ("source", $"{repository}, as downloaded");
        }

        yield return ("vocabulary", Format($"{model.VocabularySize} logits after each token"));
        yield return ("context", Context(model));
        yield return ("weights", Weights(model.Weights));
        yield return ("precision", Precision(model.Weights));
        yield return ("cache", Format($"{model.Cache.Type}, {ByteCount.Format(model.Cache.BytesPerToken)} a token and request, {ByteCount.Format(model.Cache.BytesOfContext)} for a whole context, {ByteCount.Format(model.Cache.BytesOfSlots)} for {model.Cache.Slots} concurrent requests"));
        yield return ("memory", Format($"{ByteCount.Format(model.Weights.Bytes)} of weights, {ByteCount.Format(model.BytesOfContext)} with a whole context, {ByteCount.Format(model.BytesOfSlots)} with the contexts of all concurrent requests full"));
        yield return ("attention", Attention(model));
        yield return ("rotary", model.Attention.FusedRotary ? "inside the attention operator" : "outside the attention operator");
        yield return ("inputs", string.Join(", ", model.Inputs) + (model.Attention.HasPositionIds ? string.Empty : " (no position ids)"));
        yield return ("outputs", string.Join(", ", model.Outputs));
        yield return ("tokenizer", Format($"{model.Tokenizer.Kind}, {model.Tokenizer.Size} tokens, {model.Tokenizer.Special.Count} of them special"));
        yield return ("special", Tokens(model.Tokenizer.Special, "none"));
        yield return ("begin token", model.Tokenizer.Begin is { } begin ? Show(begin) : "none");
        yield return ("prefix", Tokens(model.Tokenizer.Prefix, "none"));
        yield return ("end tokens", Tokens(model.Tokenizer.Ends, "none"));
        yield return ("template", Template(model));
        yield return ("runs on", string.Join(", ", model.Providers.Used) + (model.Providers.Folder.Count > 0 ? $"; the folder names {string.Join(", ", model.Providers.Folder)}" : "; the folder names nothing"));
        yield return ("providers", string.Join(", ", model.Providers.Library));
        yield return ("DirectML", model.Providers.DirectMLFault is string fault ? $"refused: {fault}" : "supported");
        yield return ("settings", Settings(model.Settings, "none"));
        yield return ("no effect", Settings(model.CallersSettings, "none"));
        foreach (string reason in model.Faults.Concat(model.ChatFaults))
        {
            yield return ("fault", reason);
        }

        yield return ("can be", model.CanBeAligned ? "the base model or the aligned model" : model.CanBeBase ? "the base model only" : "neither the base model nor the aligned model");
    }

    private static IEnumerable<(string Label, string Value)> PairLines(PairReport pair)
    {
        yield return ("tokenizer", pair.SharesTokenizer
            ? "the same"
            : Format($"not the same, which nudging does not need: {pair.DifferentTokens} ids differ, and {pair.DifferentTexts.Count} probe texts have different tokens"));
        yield return ("memory", Format($"{ByteCount.Format(pair.WeightBytes)} of weights, {ByteCount.Format(pair.CacheBytesPerToken)} a token and request, {ByteCount.Format(pair.BytesOfContexts)} with both contexts full, {ByteCount.Format(pair.BytesOfSlots)} with the contexts of all concurrent requests full"));
        yield return ("fits", Fits(pair));
    }

    private static string Fits(PairReport pair) => pair switch
    {
        { Fits: true } => "yes",
        { Base.CanBeBase: false } => $"no: the base model cannot be used. {pair.Base.Faults[0]}",
        { Aligned.CanBeBase: false } => $"no: the aligned model cannot be used. {pair.Aligned.Faults[0]}",
        { Aligned.HasChatTemplate: false } => "no: the aligned model has no chat template; the application must set AlignedFormatter to a formatter of its own",
        _ => $"no: {pair.Aligned.ChatFaults[0]}",
    };

    private static string Heads(ModelReport model)
    {
        string keys = Format($"{List(model.KeyValueHeads)} key/value heads");
        return model.AttentionHeads is int heads ? Format($"{heads} attention heads, {keys}") : keys;
    }

    private static string Context(ModelReport model) => model.ContextLength == model.StatedContextLength
        ? Format($"{model.ContextLength} tokens")
        : Format($"{model.ContextLength} tokens of {model.StatedContextLength}: beyond, the rotary embedding uses other angles from the first token on, which is not supported");

    private static string Weights(WeightReport weights)
    {
        string files = weights.Files.Count == 1 ? "1 file" : Format($"{weights.Files.Count} files");
        return $"{ByteCount.Format(weights.Bytes)} in {files}{(weights.Parameters is long count ? $", {Parameters(count)} parameters" : string.Empty)}";
    }

    private static string Parameters(long count) => count switch
    {
        < 1_000_000 => Format($"{count}"),
        < 1_000_000_000 => Format($"{count / 1e6:0.0} M"),
        _ => Format($"{count / 1e9:0.00} B"),
    };

    private static string Precision(WeightReport weights)
    {
        string embedding = weights.QuantizedEmbedding ? "embedding quantised too" : "embedding not quantised";
        return weights.Bits.Count > 0
            ? $"{weights.Precision} in blocks of {List(weights.BlockSizes)}, {(weights.IsAsymmetric ? "asymmetric" : "symmetric")}, accuracy level {List(weights.AccuracyLevels)}, {embedding}"
            : weights.DynamicInt8 ? $"{weights.Precision}, activations quantised with one scale a pass"
            : weights.QuantizedEmbedding ? $"{weights.Precision}, {embedding}"
            : weights.Precision;
    }

    private static string Attention(ModelReport model)
    {
        AttentionReport attention = model.Attention;
        List<string> parts = [attention.Kind];
        if (attention.WindowedLayers > 0)
        {
            parts.Add(Format($"window of {List(attention.Windows)} tokens in {attention.WindowedLayers} of {model.Layers} layers{(attention.SlidingCache ? " (kept whole in the cache)" : string.Empty)}"));
        }

        if (attention.Softcap > 0)
        {
            parts.Add(Format($"attention logits kept below {attention.Softcap}"));
        }

        if (attention.LogitSoftcap)
        {
            parts.Add("logits kept below a limit");
        }

        return string.Join(", ", parts);
    }

    private static string Template(ModelReport model) => !model.HasChatTemplate ? "none"
        : model.ChatFaults.Count > 0 ? "cannot be used: see the faults"
        : $"renders; tool calls in the format {model.ToolCallFormat}";

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
