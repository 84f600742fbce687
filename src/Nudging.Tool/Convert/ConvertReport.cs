using Nudging.ModelBuilder;
using Nudging.ModelBuilder.Conversion;

namespace Nudging.Tool.Convert;

/// <summary>The result of <c>convert</c>, in the shape that --json writes.</summary>
/// <param name="Model">The converted model.</param>
/// <param name="Check">The comparison with a float32 model; null without --check.</param>
internal sealed record ConvertReport(ConvertedModel Model, CheckReport? Check)
{
    public IEnumerable<string> Lines()
    {
        yield return Line("folder", Model.Path + (Model.WasUpToDate ? ", which was up to date" : string.Empty));
        yield return Line("model", Format($"{Model.Family} in {ConversionChoices.NameOf(Model.Precision)} for {ConversionChoices.NameOf(Model.Target)}, {Model.ContextLength} tokens of context"));
        yield return Line("size", ByteCount.Format(Model.Bytes));
        if (!Model.HasTokenizer)
        {
            yield return Line("note", "the checkpoint has no tokenizer files; add tokenizer.json to the folder before loading the model");
        }

        if (Check is not null)
        {
            yield return Line("check", Format($"{Check.Tokens} tokens of {Check.Text}, compared with float32"));
            yield return Line("top-1", Format($"{Check.Top1Agreement:P1} the same most probable token"));
            yield return Line("divergence", Format($"{Check.MeanDivergence:0.0000} nats a token (mean Kullback-Leibler divergence)"));
            yield return Line("perplexity", Format($"{Check.Perplexity:0.000}; {Check.ReferencePerplexity:0.000} in float32"));
        }
    }

    private static string Line(string label, string value) => $"  {label,-12}{value}";

    private static string Format(FormattableString text) => FormattableString.Invariant(text);
}
