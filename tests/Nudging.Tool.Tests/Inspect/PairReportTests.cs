using Nudging.Tests.Chat;
using Nudging.TestSupport;
using Nudging.Tool.Inspect;

namespace Nudging.Tool.Tests.Inspect;

public sealed class PairReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Models_of_one_family_share_a_tokenizer()
    {
        // Logits of ids without a token make no difference.
        PairReport pair = Inspect(new() { Seed = 1, Layers = 4 }, new() { Seed = 2, VocabularySize = 384, ChatTemplate = AnsweringModel.ChatTemplate });
        Assert.True(pair.SharesTokenizer);
        Assert.Equal(1024 + 512, pair.CacheBytesPerToken);
        Assert.Equal(pair.WeightBytes + (1536 * 256), pair.BytesOfContexts);
        Assert.Contains("  tokenizer   the same", ReportText.Of(pair));
        Assert.Contains("  fits        yes", ReportText.Of(pair));
    }

    [Fact]
    public void Tokens_with_other_ids_are_a_different_tokenizer()
    {
        PairReport pair = Inspect(new(), new() { Merges = ["t h", "i n", "th e", "Ġ the", "e r", "Ġ a", "a n", "an d", "Ã ©"] });
        Assert.False(pair.SharesTokenizer);
        Assert.Equal(3, pair.DifferentTokens);
        Assert.NotEmpty(pair.DifferentTexts);
        Assert.Contains(ReportText.Of(pair), line => line.Contains("not the same, which nudging does not need: 3 ids differ", StringComparison.Ordinal));
    }

    [Fact]
    public void The_same_tokens_with_other_merges_are_a_different_tokenizer()
    {
        DecoderModel.Write(_folder["base"], new());
        DecoderModel.Write(_folder["aligned"], new());
        string path = _folder["aligned/tokenizer.json"];
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"t h\",", string.Empty, StringComparison.Ordinal));
        PairReport pair = Load();
        Assert.Equal(0, pair.DifferentTokens);
        Assert.NotEmpty(pair.DifferentTexts);
        Assert.False(pair.SharesTokenizer);
    }

    [Fact]
    public void A_model_without_a_template_does_not_fit_as_the_aligned_one()
    {
        DecoderModel.Write(_folder["base"], new());
        DecoderModel.Write(_folder["aligned"], new());
        File.WriteAllText(_folder["aligned/tokenizer_config.json"], "{}");
        Assert.Contains(ReportText.Of(Load()), line => line.Contains("has no chat template", StringComparison.Ordinal));
    }

    private PairReport Inspect(DecoderModelSpec baseSpec, DecoderModelSpec alignedSpec)
    {
        DecoderModel.Write(_folder["base"], baseSpec);
        DecoderModel.Write(_folder["aligned"], alignedSpec);
        return Load();
    }

    private PairReport Load() => PairReport.Of(InspectedModel.Load(_folder["base"], null), InspectedModel.Load(_folder["aligned"], null));
}
